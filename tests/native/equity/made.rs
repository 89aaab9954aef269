//! Small places, made of a few schools and sessions each.

use jiff::civil::{Date, date, time};
use keqiao::{
    app::records,
    domain::{
        Dated, Envelope, School, Session,
        division::placed,
        organs::organs,
        school::Stage,
        session::{Form, Place},
        workflow::{Role, Seat, Step},
    },
    store::{Change, MemoryStore},
};

use crate::story::commit;

pub fn school(code: &str, division: &str, pupils: u32, rural: Dated<bool>) -> School {
    School {
        code: code.to_owned(),
        name: format!("{code} 小学"),
        division: division.to_owned(),
        stage: Stage::Primary,
        rural,
        under_resourced: Dated::always(false),
        pupils,
        science_teacher: None,
        nearest_base_km: None,
        longitude: None,
        latitude: None,
        service_from: Dated::always(time(16, 0, 0, 0)),
        service_until: Dated::always(time(18, 0, 0, 0)),
        payer: Dated::always("教育局".to_owned()),
    }
}

pub fn town() -> Dated<bool> {
    Dated::always(false)
}

pub fn rural() -> Dated<bool> {
    Dated::always(true)
}

/// A place in the making: what is in it is written at once.
#[derive(Default)]
pub struct Made {
    changes: Vec<Change>,
    sessions: usize,
}

impl Made {
    pub fn with(mut self, school: &School) -> Self {
        self.changes.push(records::drawn_up(school, &Envelope::default()).expect("a school"));
        self
    }

    /// Twenty pupils at each of so many sessions on a day, as far as `verb` takes them.
    pub fn services(mut self, school: &str, day: Date, count: usize, verb: Option<&str>) -> Self {
        for _ in 0..count {
            self.sessions += 1;
            let session = Session {
                code: format!("{school}_{:04}", self.sessions),
                school: school.to_owned(),
                instructor: format!("T{}", self.sessions),
                date: day,
                starts: time(16, 0, 0, 0),
                minutes: 45,
                form: Form::Course,
                place: Place::Campus,
                topic: "星空".to_owned(),
                classes: 1,
                pupils: 20,
                distance_km: None,
                witness: None,
                substitute: None,
                series: None,
                lesson: None,
                platform: None,
                attendance: Vec::new(),
                log: None,
            };
            let seat = Seat { unit: school.to_owned(), role: Role::Officer };
            let step = |verb: &str| Step::new(&seat, verb, format!("{day}T10:00:00Z"), day);
            let steps = verb.map(step).into_iter().collect();
            let envelope = Envelope { steps, ..Envelope::default() };
            self.changes.push(records::drawn_up(&session, &envelope).expect("a session"));
        }
        self
    }

    pub fn confirmed(self, school: &str, day: Date, count: usize) -> Self {
        self.services(school, day, count, Some("confirm_from_old_data"))
    }

    pub fn done(self) -> MemoryStore {
        let store = MemoryStore::default();
        commit(&store, "add", self.changes);
        store
    }
}

/// A province with a city of five counties, and a county under the province.
pub fn province() -> MemoryStore {
    let mut made = Made::default();
    for code in ["410000", "410100", "410102", "410103", "410104", "410122", "410181"] {
        for organ in organs(placed(code).expect("a division")) {
            made.changes.push(records::drawn_up(&organ, &Envelope::default()).expect("an organ"));
        }
    }
    let april = date(2026, 4, 10);
    let changing = Dated::always(false).then(date(2026, 5, 2), true);
    made
        // 25 % of the sessions, 40 % of the pupils: 0.625.
        .with(&school("A1", "410122", 600, town()))
        .with(&school("A2", "410122", 400, rural()))
        .confirmed("A1", april, 20)
        .confirmed("A1", date(2026, 6, 12), 10)
        .confirmed("A2", april, 10)
        // Planned, and held but not confirmed: neither counts.
        .services("A2", april, 7, None)
        .services("A2", april, 3, Some("hold"))
        // Rural from May 2, 91 of the 181 days of the term: 8 of 40 sessions, 20.11 % of the pupils.
        .with(&school("B1", "410181", 300, town()))
        .with(&school("B2", "410181", 200, changing))
        .confirmed("B1", april, 20)
        .confirmed("B2", april, 12)
        .confirmed("B2", date(2026, 5, 2), 8)
        // A school of the city itself, a small one, one without sessions, and a county without such schools.
        .with(&school("C1", "410100", 150, town()))
        .with(&school("D1", "410102", 50, rural()))
        .confirmed("D1", april, 1)
        .with(&school("E1", "410103", 500, rural()))
        .with(&school("F1", "410104", 100, town()))
        .confirmed("F1", april, 25)
        .done()
}
