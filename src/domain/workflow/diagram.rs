//! A workflow as a picture: where its states stand and how its transitions run, for a page to draw.
//!
//! States along which the work goes on stand below each other, in the order of the table. What ends without effect stands
//! at the side, and so does a detour, a state that leads nowhere but back. Transitions between neighbours are straight; others
//! run along lanes on the left, one that returns upwards.

use super::{Manner, Progress, Stage, State, Who, Workflow};
use crate::domain::lang::Label;

/// See the module.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagram {
    pub nodes: Vec<Node>,
    pub edges: Vec<Edge>,
    /// Rows that the nodes take.
    pub rows: usize,
    /// Lanes on the left that edges take.
    pub lanes: usize,
}

/// A state in the picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    pub state: &'static State,
    pub row: usize,
    /// At the side, beside the line.
    pub aside: bool,
    /// The record is here.
    pub current: bool,
    /// The record has been here.
    pub passed: bool,
}

/// The transitions from one state to another.
#[derive(Debug, Clone, PartialEq)]
pub struct Edge {
    pub from: usize,
    pub to: usize,
    pub way: Way,
    pub labels: Vec<Label>,
    /// The record went this way.
    pub taken: bool,
}

/// How an edge runs from row to row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// To the next row of the same column.
    Straight,
    /// Along a lane on the left, down or, for what is returned, up.
    Lane(usize),
    /// To a state at the side.
    Aside,
    /// From a state at the side back to the line.
    Back,
}

impl Diagram {
    /// The picture of a workflow with where a record stands in it.
    pub fn of(workflow: &Workflow, progress: &Progress<'_>) -> Self {
        let mut nodes = places(workflow);
        let mut edges: Vec<Edge> = Vec::new();
        let at = |nodes: &[Node], code: &str| nodes.iter().position(|node| node.state.code == code);
        // What only a migration writes is nobody's way.
        for transition in workflow.transitions.iter().filter(|transition| transition.who != Who::All(&[])) {
            for from in transition.from {
                let (Some(from), Some(to)) = (at(&nodes, from), at(&nodes, transition.to)) else {
                    continue;
                };
                // A reminder leaves the record where it is.
                if from == to {
                    continue;
                }
                match edges.iter_mut().find(|edge| (edge.from, edge.to) == (from, to)) {
                    Some(edge) if !edge.labels.contains(&transition.label) => {
                        edge.labels.push(transition.label);
                    }
                    Some(_) => {}
                    None => edges.push(Edge {
                        from,
                        to,
                        way: way(&nodes, from, to),
                        labels: vec![transition.label],
                        taken: false,
                    }),
                }
            }
        }
        let lanes = share_lanes(&nodes, &mut edges);
        follow(workflow, progress, &mut nodes, &mut edges);
        let rows = nodes.iter().map(|node| node.row + 1).max().unwrap_or(0);
        Self { nodes, edges, rows, lanes }
    }
}

/// The line takes a row a state; a state at the side takes the row of the last state on the line that leads to it, or the
/// next that is free.
fn places(workflow: &Workflow) -> Vec<Node> {
    let node = |state: &'static State, row, aside| Node { state, row, aside, current: false, passed: false };
    let (aside, line): (Vec<_>, Vec<_>) =
        workflow.states.iter().partition(|state| state.stage == Stage::Void || is_detour(workflow, state));
    let mut nodes: Vec<_> =
        line.into_iter().enumerate().map(|(row, state)| node(state, row, false)).collect();
    for state in aside {
        let leads_here = |other: &Node| {
            let mut leads = workflow.transitions.iter().filter(|transition| transition.to == state.code);
            leads.any(|transition| transition.leaves(other.state))
        };
        let wanted =
            nodes.iter().filter(|other| !other.aside && leads_here(other)).map(|other| other.row).max();
        let taken = |row: usize| nodes.iter().any(|other| other.aside && other.row == row);
        let row = (wanted.unwrap_or(0)..).find(|row| !taken(*row)).unwrap_or(0);
        nodes.push(node(state, row, true));
    }
    nodes
}

/// Whether a state is entered from one other only and leads on to none but that: a suspension.
fn is_detour(workflow: &Workflow, state: &State) -> bool {
    let is_void = |code: &str| workflow.state(code).is_some_and(|state| state.stage == Stage::Void);
    let transitions = || workflow.transitions.iter().filter(|transition| !is_void(transition.to));
    let onward = transitions().filter(|transition| transition.leaves(state));
    let mut onward: Vec<_> = onward.map(|transition| transition.to).filter(|to| *to != state.code).collect();
    onward.dedup();
    let [back] = onward[..] else { return false };
    let into = transitions().filter(|transition| transition.to == state.code);
    let mut sources = into.flat_map(|transition| transition.from).filter(|from| **from != state.code);
    state.stage == Stage::Underway && *state != *workflow.first() && sources.all(|from| *from == back)
}

fn way(nodes: &[Node], from: usize, to: usize) -> Way {
    let (Some(a), Some(b)) = (nodes.get(from), nodes.get(to)) else {
        return Way::Lane(0);
    };
    match (a.aside, b.aside) {
        (false, true) => Way::Aside,
        (true, false) => Way::Back,
        (one, other) if one == other && b.row == a.row + 1 => Way::Straight,
        _ => Way::Lane(0),
    }
}

/// Gives each edge on the left the first lane on which no other runs beside it; short ones run closest to the line.
fn share_lanes(nodes: &[Node], edges: &mut [Edge]) -> usize {
    let span = |edge: &Edge| {
        let row = |node: usize| nodes.get(node).map_or(0, |node| node.row);
        let (a, b) = (row(edge.from), row(edge.to));
        (a.min(b), a.max(b))
    };
    let mut order: Vec<_> = edges
        .iter()
        .enumerate()
        .filter(|(_, edge)| matches!(edge.way, Way::Lane(_)))
        .map(|(place, edge)| (place, span(edge)))
        .collect();
    order.sort_by_key(|(place, (first, last))| (last - first, *place));
    let mut lanes: Vec<Vec<(usize, usize)>> = Vec::new();
    for (place, (first, last)) in order {
        let free = |lane: &Vec<(usize, usize)>| lane.iter().all(|(a, b)| last <= *a || first >= *b);
        let lane = lanes.iter().position(free).unwrap_or_else(|| {
            lanes.push(Vec::new());
            lanes.len() - 1
        });
        if let (Some(taken), Some(edge)) = (lanes.get_mut(lane), edges.get_mut(place)) {
            taken.push((first, last));
            edge.way = Way::Lane(lane);
        }
    }
    lanes.len()
}

/// Marks where the record stands and which way it came.
fn follow(workflow: &Workflow, progress: &Progress<'_>, nodes: &mut [Node], edges: &mut [Edge]) {
    let at = |nodes: &[Node], state: &State| nodes.iter().position(|node| node.state == state);
    let mut state = workflow.first();
    for (place, taken) in progress.steps.iter().enumerate() {
        let Some(transition) = workflow.transition(state, &taken.verb) else {
            continue;
        };
        // The first of several signatures moves nothing.
        let prefix = progress.steps.get(..=place).unwrap_or_default();
        let next = Progress::of_counted(workflow, prefix).state;
        if transition.to != next.code {
            continue;
        }
        let (from, to) = (at(nodes, state), at(nodes, next));
        for edge in edges.iter_mut() {
            edge.taken |=
                (Some(edge.from), Some(edge.to)) == (from, to) && transition.manner != Manner::Optional;
        }
        if let Some(node) = from.and_then(|from| nodes.get_mut(from)) {
            node.passed = true;
        }
        state = next;
    }
    if let Some(node) = at(nodes, progress.state).and_then(|here| nodes.get_mut(here)) {
        node.current = true;
    }
}
