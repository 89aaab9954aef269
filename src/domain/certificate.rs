//! Certificates: which key signs for which desk. An office certifies the desks of the units below it, and its own.

use jiff::civil::Date;

use super::{kind::UNITS, lang::Label, record::Record, seal::Key, workflow::Role};

crate::choices! {
    /// The desk of a unit.
    DeskRole {
        Officer = "officer", "经办人", "Officer";
        Leader = "leader", "负责人", "Head";
    }
}

impl From<DeskRole> for Role {
    fn from(role: DeskRole) -> Self {
        match role {
            DeskRole::Officer => Self::Officer,
            DeskRole::Leader => Self::Leader,
        }
    }
}

impl From<Role> for DeskRole {
    fn from(role: Role) -> Self {
        match role {
            Role::Officer => Self::Officer,
            Role::Leader => Self::Leader,
        }
    }
}

crate::record! {
    /// That a key speaks for a desk.
    Certificate = "certificate", "席位证书", "Certificate" / "Certificates", clause "五.1", section Handover 1, schema 1, keeper "issuer", audience All, lists &["unit", "role", "person", "issuer", "issued"], workflow certified;
    code: String = code(64).label("证书编号", "Code");
    issuer: String = reference(UNITS).label("签发单位", "Issued by");
    unit: String = reference(UNITS).label("单位", "Unit");
    role: DeskRole = choice(DeskRole::CHOICES).label("席位", "Seat");
    person: Option<String> = text(30).label("在席人员", "Who sits there");
    issued: Date = date().label("签发日期", "Issued on");
    superior: Option<String> = reference(UNITS).label("上级单位", "Reports to");
    peer: Option<String> = reference(UNITS).label("同级单位", "Peer");
    /// The Ed25519 key by which steps are signed.
    key: String = code(64).label("签名公钥", "Key that signs").help("64 位十六进制", "64 hexadecimal digits");
    /// The key to which packages are sealed.
    sealed_to: String = text(100).label("收件公钥", "Key to be written to");
    first_step: u32 = count(1, 1_000_000_000, Label::new("步", "steps")).label("自第几步起有效", "Valid from step");
    last_step: Option<u32> = count(0, 1_000_000_000, Label::new("步", "steps")).label("至第几步有效", "Valid to step")
        .help("换用新密钥以后，旧密钥只对这一步以前的签名有效", "Once another key has taken its place, this one counts for steps up to here only");
}

/// The step by which the issuer answers for it.
pub const ISSUE: &str = "issue";
/// The step by which another key takes its place, and what it says: the last number that counts.
pub const REPLACE: &str = "replace";
pub const UNTIL: &str = "last_step";
/// What the step of issuing says of 代办, which ends with it: of each key that signed for the unit, the number of the last such step.
pub const PROXIES: &str = "proxies";

impl Certificate {
    /// The key that it certifies; nothing where what stands there is none.
    pub fn key(&self) -> Option<Key> {
        self.key.parse().ok()
    }
}

impl Record for Certificate {
    fn id(&self) -> String {
        self.code.clone()
    }

    fn title(&self) -> String {
        let Label { zh, .. } = self.role.label();
        match &self.person {
            Some(person) => format!("{} {zh} {person}", self.unit),
            None => format!("{} {zh}", self.unit),
        }
    }
}

crate::workflow! {
    /// 申请 → 签发 → 更换.
    certified {
        claimed "待签发" "Claimed" Underway;
        valid "有效" "Valid" Done;
        replaced "已更换" "Replaced" Void;
    } transitions {
        issue "签发" "Issue" claimed -> valid by Keeper Officer, Optional;
        replace "更换密钥" "Replace" valid -> replaced by Keeper Officer states last_step, Withdraw;
    }
}
