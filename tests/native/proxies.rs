//! 代办: who signs for a unit without the program, and that it ends when the unit joins.

use keqiao::{
    app::transitions::{self, Doing, TransitionError},
    domain::{
        Envelope, Kind,
        field::Attachment,
        workflow::{Role, Step},
    },
    store::{Commit, Store as _},
};
use pollster::block_on;

use crate::{
    handover::{county_and_school, office},
    offices::{COUNTY, LATER, Office, join, seat},
};

fn signs_for_it(county: &Office, dispatch: &str) -> Result<(), TransitionError> {
    let (store, workspace, actor) = (county.sealing(), county.workspace(), county.actor(Role::Officer));
    let bytes = "签收单".as_bytes().to_vec();
    let paper = Some((Attachment::of("签收单.jpg", &bytes), bytes));
    let doing = Doing { verb: "acknowledge", on_behalf_of: Some(LATER), paper, ..Doing::default() };
    block_on(transitions::make(&store, &workspace, &actor, (Kind::Dispatch, dispatch), doing)).map(drop)
}

#[test]
fn whoever_signed_for_a_unit_does_no_more_once_it_has_joined_and_what_was_signed_stands() {
    let (county, _) = county_and_school();
    county.head(11);
    let fields = [
        ("code", LATER),
        ("name", "云溪县第二小学"),
        ("division", "990122"),
        ("stage", "小学"),
        ("rural", "是"),
        ("under_resourced", "否"),
        ("pupils", "200"),
        ("service_from", "16:30"),
        ("service_until", "18:00"),
        ("payer", "云溪县财政局"),
    ];
    county.save(Kind::School, None, &fields);
    let [(_, before), (_, after)] =
        ["云教函〔2026〕3号", "云教函〔2026〕4号"].map(|number| county.forwards(number, LATER));
    signs_for_it(&county, &before).expect("signed for the school");

    let school = office(LATER, 7);
    join(&county, &school);
    assert!(matches!(signs_for_it(&county, &after), Err(TransitionError::ActsForNobody(_))));
    school.take(&county.make(LATER, None, None), None);
    assert_eq!(school.state(Kind::Dispatch, &before), "acknowledged", "signed before the school joined");

    // A program that does not keep to it signs all the same; here it does not count.
    let there = county.workspace().find(Kind::Dispatch, &after).expect("there").envelope.clone();
    let mut step =
        Step::new(&seat(COUNTY, Role::Officer), "acknowledge", "2026-06-15T08:00:00Z", crate::offices::TODAY);
    step.on_behalf_of = Some(LATER.to_owned());
    let envelope = Envelope { steps: there.steps.iter().cloned().chain([step]).collect(), ..there };
    let workspace = county.workspace();
    let record = workspace.find(Kind::Dispatch, &after).expect("there");
    let change = keqiao::app::records::change_values(
        Kind::Dispatch,
        &after,
        &record.values,
        &envelope,
        record.revision,
    );
    let operation = county.actor(Role::Officer).operation("acknowledge", "");
    block_on(county.sealing().commit(Commit::new(operation, vec![change.expect("json")]))).expect("at home");
    school.take(&county.make(LATER, None, None), None);
    assert_eq!(school.state(Kind::Dispatch, &after), "sent", "it waits for the school itself");
    school.act(Role::Officer, (Kind::Dispatch, &after), "acknowledge");
}
