//! The workflow of a record drawn: its states, the moves between them, the way taken and where the record stands now.

use leptos::prelude::*;

use crate::{
    domain::{
        Lang,
        workflow::diagram::{Diagram, Edge, Node, Way},
    },
    ui::i18n::*,
};

// Lengths are those of the drawing; it is scaled to its card.
const NODE_WIDTH: usize = 124;
const NODE_HEIGHT: usize = 30;
const ROW: usize = 58;
const LANE: usize = 22;
/// Room for the labels of lanes, on the left.
const MARGIN: usize = 92;
const ASIDE: usize = 84;

/// Draws it. Screen readers are told where the record stands; the moves it can make are buttons of the page.
pub fn course_diagram(i18n: leptos_i18n::I18nContext<Locale>, diagram: &Diagram, lang: Lang) -> AnyView {
    let plan = Plan::of(diagram);
    let now = diagram
        .nodes
        .iter()
        .find(|node| node.current)
        .map_or("", |node| node.state.label.text(lang));
    let label = t_string!(i18n, records.diagram, state = now).to_string();
    let edges = diagram
        .edges
        .iter()
        .map(|edge| plan.edge(edge, lang))
        .collect_view();
    let nodes = diagram
        .nodes
        .iter()
        .map(|node| plan.node(node, lang))
        .collect_view();
    view! {
        <svg
            class="course"
            role="img"
            aria-label=label
            viewBox=format!("0 0 {} {}", plan.width, plan.height)
            width=plan.width
        >
            <defs>
                <marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
                    <path d="M0 0 8 4 0 8z" />
                </marker>
                <marker id="tip-taken" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" orient="auto">
                    <path class="taken" d="M0 0 8 4 0 8z" />
                </marker>
            </defs>
            {edges}
            {nodes}
        </svg>
    }
    .into_any()
}

/// Where things stand in the drawing.
struct Plan<'a> {
    diagram: &'a Diagram,
    /// Left edge of the line and of what is at the side.
    line: usize,
    aside: usize,
    width: usize,
    height: usize,
}

impl<'a> Plan<'a> {
    fn of(diagram: &'a Diagram) -> Self {
        let line = match diagram.lanes {
            0 => 2,
            lanes => MARGIN + lanes * LANE,
        };
        let aside = line + NODE_WIDTH + ASIDE;
        let branches = diagram.nodes.iter().any(|node| node.aside);
        let right = if branches { aside } else { line } + NODE_WIDTH;
        Self {
            diagram,
            line,
            aside,
            width: right + 2,
            height: diagram.rows * ROW,
        }
    }

    fn middle(&self, node: usize) -> usize {
        let row = self.diagram.nodes.get(node).map_or(0, |node| node.row);
        row * ROW + NODE_HEIGHT / 2 + 2
    }

    fn node(&self, node: &Node, lang: Lang) -> impl IntoView + use<> {
        let x = if node.aside { self.aside } else { self.line };
        let y = node.row * ROW + 2;
        let text = node.state.label.text(lang);
        view! {
            <g class="node" class:current=node.current class:passed=node.passed class:aside=node.aside>
                <rect x=x y=y width=NODE_WIDTH height=NODE_HEIGHT rx="15" />
                <text x=x + NODE_WIDTH / 2 y=y + NODE_HEIGHT / 2 text-anchor="middle" dominant-baseline="central">
                    {text}
                </text>
            </g>
        }
    }

    fn edge(&self, edge: &Edge, lang: Lang) -> impl IntoView + use<> {
        let (from, to) = (self.middle(edge.from), self.middle(edge.to));
        let center = self.line + NODE_WIDTH / 2;
        let (path, label_x, label_y, anchor) = match edge.way {
            Way::Straight => (
                format!(
                    "M{center} {} V{}",
                    from + NODE_HEIGHT / 2,
                    to - NODE_HEIGHT / 2 - 1
                ),
                center + 8,
                usize::midpoint(from, to),
                "start",
            ),
            Way::Lane(lane) => {
                let x = self.line - 14 - lane * LANE;
                // Two edges at one node do not run over each other.
                let (out, into) = if to < from {
                    (from - 6, to + 6)
                } else {
                    (from + 6, to - 6)
                };
                let turn = if to < from { out - 8 } else { out + 8 };
                let (radius, last) = (8, if to < from { into + 8 } else { into - 8 });
                let path = format!(
                    "M{} {out} H{} Q{x} {out} {x} {turn} V{last} Q{x} {into} {} {into} H{}",
                    self.line,
                    x + radius,
                    x + radius,
                    self.line - 2
                );
                (path, x - 5, usize::midpoint(from, to), "end")
            }
            Way::Aside => {
                let bus = self.aside - 16;
                let start = self.line + NODE_WIDTH;
                let end = self.aside - 2;
                let path = if from == to {
                    format!("M{start} {from} H{end}")
                } else {
                    format!("M{start} {from} H{bus} V{to} H{end}")
                };
                (path, start + 4, from - 7, "start")
            }
            Way::Loop => (String::new(), self.line + NODE_WIDTH + 4, from + 14, "start"),
        };
        let words: Vec<_> = edge.labels.iter().map(|label| label.text(lang)).collect();
        let words = match (edge.way, lang) {
            (Way::Loop, _) => format!("↻ {}", words.join("／")),
            (_, Lang::Zh) => words.join("／"),
            (_, Lang::En) => words.join(" / "),
        };
        let tip = if edge.taken {
            "url(#tip-taken)"
        } else {
            "url(#tip)"
        };
        view! {
            <g class="edge" class:taken=edge.taken class:back=matches!(edge.way, Way::Lane(_))>
                {(edge.way != Way::Loop).then(|| view! { <path d=path marker-end=tip /> })}
                <text x=label_x y=label_y text-anchor=anchor dominant-baseline="central">
                    {words}
                </text>
            </g>
        }
    }
}
