//! Every workflow can be drawn: no two states in one place, every transition an edge, lanes that do not cross.

use keqiao::domain::{
    Kind,
    workflow::{
        Progress, Role, Seat, Step, Transition, Who,
        diagram::{Diagram, Way},
    },
};

fn drawn(kind: Kind, verbs: &[&str]) -> Option<Diagram> {
    let table = kind.workflow()?;
    let seat = Seat { unit: "990122-edu".into(), role: Role::Leader };
    let steps: Vec<_> =
        verbs.iter().map(|verb| Step::new(&seat, verb, "", jiff::civil::date(2026, 3, 5))).collect();
    Some(Diagram::of(table, &Progress::of(table, &steps)))
}

#[test]
fn every_workflow_has_a_picture() {
    for kind in Kind::ALL {
        let (Some(table), Some(diagram)) = (kind.workflow(), drawn(*kind, &[])) else {
            continue;
        };
        assert_eq!(diagram.nodes.len(), table.states.len(), "{kind:?}");
        for (place, node) in diagram.nodes.iter().enumerate() {
            let same = |other: &keqiao::domain::workflow::diagram::Node| {
                (other.row, other.aside) == (node.row, node.aside)
            };
            assert_eq!(diagram.nodes.iter().position(same), Some(place), "{kind:?}: {node:?}");
        }
        let made = |transition: &&Transition| transition.who != Who::All(&[]);
        for transition in table.transitions.iter().filter(made) {
            for from in transition.from.iter().filter(|from| **from != transition.to) {
                let found = diagram.edges.iter().any(|edge| {
                    diagram.nodes[edge.from].state.code == *from
                        && diagram.nodes[edge.to].state.code == transition.to
                        && edge.labels.contains(&transition.label)
                });
                assert!(found, "{kind:?}: {} from {from}", transition.verb);
            }
        }
        let span = |edge: &keqiao::domain::workflow::diagram::Edge| {
            let (a, b) = (diagram.nodes[edge.from].row, diagram.nodes[edge.to].row);
            (a.min(b), a.max(b))
        };
        for (place, edge) in diagram.edges.iter().enumerate() {
            for other in &diagram.edges[place + 1..] {
                if matches!(edge.way, Way::Lane(_)) && edge.way == other.way {
                    let ((a, b), (c, d)) = (span(edge), span(other));
                    assert!(b <= c || d <= a, "{kind:?}: {edge:?} runs over {other:?}");
                }
            }
        }
        assert_eq!(diagram.nodes.iter().filter(|node| node.current).count(), 1, "{kind:?}");
    }
}

#[test]
fn the_way_taken_is_marked_and_what_was_taken_back_is_not() {
    let diagram = drawn(Kind::Meeting, &["issue"]).expect("a workflow");
    let state = |code: &str| diagram.nodes.iter().find(|node| node.state.code == code).expect("a state");
    assert!(state("draft").passed && !state("draft").current && state("issued").current);
    assert_eq!(diagram.edges.iter().filter(|edge| edge.taken).count(), 1);
    let undone = drawn(Kind::Meeting, &["issue", "undo"]).expect("a workflow");
    assert!(undone.edges.iter().all(|edge| !edge.taken));
    // One of two signatures moves nothing.
    let signed = drawn(Kind::TaskForce, &["submit", "countersign"]).expect("a workflow");
    assert_eq!(signed.edges.iter().filter(|edge| edge.taken).count(), 1);
}

#[test]
fn what_ends_without_effect_and_a_suspension_stand_at_the_side() {
    let aside = |kind: Kind| {
        let diagram = drawn(kind, &[]).expect("a workflow");
        let aside = diagram.nodes.iter().filter(|node| node.aside);
        aside.map(|node| node.state.code).collect::<Vec<_>>()
    };
    assert_eq!(aside(Kind::NeedsRound), ["suspended", "cancelled"]);
    assert_eq!(aside(Kind::Document), ["withdrawn"]);
    assert_eq!(aside(Kind::Dispatch), ["withdrawn"]);
    assert_eq!(aside(Kind::ActionItem), ["withdrawn"]);
    assert_eq!(aside(Kind::TaskForce), ["dissolved"]);
}
