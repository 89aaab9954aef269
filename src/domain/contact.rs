//! Contacts (联系记录): the light log of everyday communication between units (五.3).

use jiff::civil::Date;

use super::{kind::UNITS, record::Record};

crate::choices! {
    /// How units spoke with each other.
    Channel {
        Visit = "visit", "走访", "Visit";
        Meeting = "meeting", "会面", "Meeting";
        Telephone = "telephone", "电话", "Telephone";
        Message = "message", "函件或消息", "Letter or message";
    }
}

crate::record! {
    /// One contact.
    Contact = "contact", "联系记录", "Contact" / "Contacts", clause "五.3", section Joint 5, schema 1, keeper "unit", lists &["date", "with", "channel", "topic", "unit"];
    code: String = code(60).label("记录编号", "Code");
    unit: String = reference(UNITS).label("记录单位", "Logged by");
    with: String = reference(UNITS).label("对方单位", "With");
    date: Date = date().label("日期", "Date");
    channel: Channel = choice(Channel::CHOICES).label("方式", "How").default("电话");
    topic: String = text(80).label("事由", "About");
    summary: Option<String> = long_text(1_000).label("要点", "Summary");
}

impl Record for Contact {
    fn id(&self) -> String {
        self.code.clone()
    }

    fn title(&self) -> String {
        self.topic.clone()
    }
}
