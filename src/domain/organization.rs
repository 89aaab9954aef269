//! Organizations: the two organs of each level, and the societies, universities, venues and providers that belong to no
//! level of their own. Schools are units too; they have a kind of their own.

pub use super::side::{OrganizationKind, Side};
use super::{
    Kind,
    field::FieldProblem,
    record::{Record, broken},
};

crate::choices! {
    /// Where an organization stands.
    Level {
        Nation = "nation", "国家", "Nation";
        Province = "province", "省", "Province";
        City = "city", "市", "City";
        County = "county", "县", "County";
        Grassroots = "grassroots", "基层", "Grassroots";
    }
}

crate::record! {
    /// An organization of the work's tree.
    Organization = "organization", "单位", "Organization" / "Organizations", clause "五.1", section Joint 6, schema 1, keeper "code", audience All;
    code: String = code(30).label("单位编号", "Unit code")
        .help("本程序内唯一，如 410122-edu", "Unique in this program, such as 410122-edu");
    name: String = text(60).label("单位名称", "Name");
    kind: OrganizationKind = choice(OrganizationKind::CHOICES).label("类别", "Kind");
    level: Level = choice(Level::CHOICES).label("层级", "Level")
        .help("济源示范区为市级；学会、高校、场馆为基层", "济源 is of city level; societies, universities and venues are grassroots");
    division: Option<String> = code(6).label("行政区划代码", "Division code")
        .help("六位；不属于任何县区的单位留空", "Six digits; empty for a unit of no division");
    /// The unit above; not always that of the division code (0.2: 省直管县 report to the province).
    reports_to: Option<String> = reference(&[Kind::Organization]).label("上级单位", "Reports to")
        .help("省直管县填省级单位", "The province for counties under its direct control");
    /// The other organ of the level.
    peer: Option<String> = reference(&[Kind::Organization]).label("同级单位", "Peer")
        .help("同级的教育行政部门或科协：两家会签", "The bureau or association of the same level: the two sign together");
}

impl Record for Organization {
    fn id(&self) -> String {
        self.code.clone()
    }

    fn title(&self) -> String {
        self.name.clone()
    }

    fn invariants(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        if self.reports_to.as_ref() == Some(&self.code) {
            problems.push(broken("reports_to", "上级单位不能是本单位", "a unit cannot report to itself"));
        }
        if self.peer.as_ref() == Some(&self.code) {
            problems.push(broken("peer", "同级单位不能是本单位", "a unit cannot be its own peer"));
        }
        problems
    }
}
