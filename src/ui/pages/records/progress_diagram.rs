//! The workflow of a record drawn: its states, the transitions between them, the way taken and where the record stands now.

use leptos::prelude::*;

use crate::{
    domain::{
        Lang,
        workflow::diagram::{Diagram, Edge, Node, Way},
    },
    ui::i18n::*,
};

// Lengths are those of the drawing; it is scaled to its card.
const NODE_HEIGHT: usize = 30;
const ROW: usize = 58;
const LANE: usize = 18;
const MIDDLE: usize = NODE_HEIGHT / 2;
const CORNER: usize = 8;
/// Above the first row, for a word over its edge.
const TOP: usize = 12;

/// Draws it. Screen readers are told where the record stands; the transitions it can make are buttons of the page.
pub fn progress_diagram(i18n: leptos_i18n::I18nContext<Locale>, diagram: &Diagram, lang: Lang) -> AnyView {
    let plan = Plan::of(diagram, lang);
    let now = diagram.nodes.iter().find(|node| node.current).map_or("", |node| node.state.label.text(lang));
    let label = t_string!(i18n, records.diagram, state = now).to_string();
    let paths = diagram.edges.iter().map(|edge| plan.path(edge)).collect_view();
    let nodes = diagram.nodes.iter().map(|node| plan.node(node)).collect_view();
    // Above all lines, so that none runs through a word.
    let words = diagram.edges.iter().map(|edge| plan.words(edge)).collect_view();
    view! {
        <svg
            class="progress-diagram"
            role="img"
            aria-label=label
            viewBox=format!("0 0 {} {}", plan.width, plan.height)
            width=plan.width
        >
            <defs>
                <marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
                    <path d="M0 0 8 4 0 8z" />
                </marker>
                <marker id="tip-taken" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="5" markerHeight="5" orient="auto">
                    <path class="taken" d="M0 0 8 4 0 8z" />
                </marker>
            </defs>
            {paths} {nodes} {words}
        </svg>
    }
    .into_any()
}

/// Where things stand in the drawing.
struct Plan<'a> {
    diagram: &'a Diagram,
    lang: Lang,
    node_width: usize,
    /// Left edge of the line and of what is at the side.
    line: usize,
    aside: usize,
    width: usize,
    height: usize,
}

impl<'a> Plan<'a> {
    fn of(diagram: &'a Diagram, lang: Lang) -> Self {
        let widest =
            |words: &mut dyn Iterator<Item = String>| words.map(|word| length(&word)).max().unwrap_or(0);
        let node_width =
            26 + widest(&mut diagram.nodes.iter().map(|node| node.state.label.text(lang).to_owned()));
        let of = |aside: bool| {
            let edges = diagram.edges.iter().filter(move |edge| match edge.way {
                Way::Lane(_) => !aside,
                Way::Aside | Way::Back => aside,
                Way::Straight => false,
            });
            edges.map(move |edge| named(diagram, edge, lang))
        };
        let line = match diagram.lanes {
            0 => 2,
            lanes => widest(&mut of(false)) + 8 + lanes * LANE,
        };
        let aside = line + node_width + widest(&mut of(true)) + 34;
        let branches = diagram.nodes.iter().any(|node| node.aside);
        // Words beside the straight edges need room too.
        let beside = diagram.edges.iter().filter_map(|edge| match edge.way {
            Way::Straight => Some(line + node_width / 2 + 8 + length(&named(diagram, edge, lang))),
            _ => None,
        });
        let right = if branches { aside } else { line } + node_width;
        Self {
            diagram,
            lang,
            node_width,
            line,
            aside,
            width: beside.fold(right, usize::max) + 4,
            height: diagram.rows * ROW - (ROW - NODE_HEIGHT) + TOP + 6,
        }
    }

    /// The middle of a node's height.
    fn middle(&self, node: usize) -> usize {
        let row = self.diagram.nodes.get(node).map_or(0, |node| node.row);
        row * ROW + MIDDLE + TOP
    }

    /// The left edge of a node.
    fn left(&self, node: usize) -> usize {
        let aside = self.diagram.nodes.get(node).is_some_and(|node| node.aside);
        if aside { self.aside } else { self.line }
    }

    fn node(&self, node: &Node) -> impl IntoView + use<> {
        let x = if node.aside { self.aside } else { self.line };
        let y = node.row * ROW + TOP;
        let text = node.state.label.text(self.lang);
        view! {
            <g class="node" class:current=node.current class:passed=node.passed class:aside=node.aside>
                <rect x=x y=y width=self.node_width height=NODE_HEIGHT rx=MIDDLE />
                <text x=x + self.node_width / 2 y=y + MIDDLE text-anchor="middle" dominant-baseline="central">
                    {text}
                </text>
            </g>
        }
    }

    fn path(&self, edge: &Edge) -> impl IntoView + use<> {
        let (from, to) = (self.middle(edge.from), self.middle(edge.to));
        let (start, end) = (self.line + self.node_width, self.aside - 2);
        let path = match edge.way {
            Way::Straight => {
                let x = self.left(edge.from) + self.node_width / 2;
                format!("M{x} {} V{}", from + MIDDLE, to - MIDDLE - 1)
            }
            Way::Lane(lane) => {
                let x = self.line - 12 - lane * LANE;
                // Two edges at one node do not run over each other.
                let (out, into) = if to < from { (from - 6, to + 6) } else { (from + 6, to - 6) };
                let (turn, last) =
                    if to < from { (out - CORNER, into + CORNER) } else { (out + CORNER, into - CORNER) };
                let (edge, inner) = (self.line, x + CORNER);
                format!(
                    "M{edge} {out} H{inner} Q{x} {out} {x} {turn} V{last} Q{x} {into} {inner} {into} H{}",
                    edge - 2
                )
            }
            Way::Aside if from == to => format!("M{start} {} H{end}", from - 5),
            Way::Aside => format!("M{start} {from} H{} V{to} H{end}", self.aside - 16),
            Way::Back if from == to => format!("M{} {} H{}", self.aside, from + 5, start + 2),
            Way::Back => {
                let (out, into) = (from + 5, to + 5);
                format!("M{} {out} H{} V{into} H{}", self.aside, self.aside - 8, start + 2)
            }
        };
        let tip = if edge.taken { "url(#tip-taken)" } else { "url(#tip)" };
        view! {
            <path
                class="edge"
                class:taken=edge.taken
                class:back=matches!(edge.way, Way::Lane(_) | Way::Back)
                d=path
                marker-end=tip
            />
        }
    }

    fn words(&self, edge: &Edge) -> impl IntoView + use<> {
        let (from, to) = (self.middle(edge.from), self.middle(edge.to));
        let beside = self.line + self.node_width + 6;
        let (x, y, anchor) = match edge.way {
            Way::Straight => {
                (self.left(edge.from) + self.node_width / 2 + 8, usize::midpoint(from, to), "start")
            }
            // Lanes side by side have their words below each other.
            Way::Lane(lane) => (self.line - 16 - lane * LANE, usize::midpoint(from, to) + lane * 11, "end"),
            Way::Aside if from == to => (beside, from - 13, "start"),
            // Where they arrive, for several may leave one state.
            Way::Aside => (beside, to - 8, "start"),
            Way::Back => (beside, from + 14, "start"),
        };
        let words = named(self.diagram, edge, self.lang);
        view! {
            <text class="word" x=x y=y text-anchor=anchor dominant-baseline="central">
                {words}
            </text>
        }
    }
}

/// The transitions of an edge by name. The same one from several states is named once, at the last of them on the line.
fn named(diagram: &Diagram, edge: &Edge, lang: Lang) -> String {
    let rank = |edge: &Edge| {
        let node = diagram.nodes.get(edge.from);
        (node.is_some_and(|node| !node.aside), edge.from)
    };
    let again =
        |other: &Edge| (other.to, &other.labels) == (edge.to, &edge.labels) && rank(other) > rank(edge);
    if diagram.edges.iter().any(again) {
        return String::new();
    }
    let words: Vec<_> = edge.labels.iter().map(|label| label.text(lang)).collect();
    words.join(match lang {
        Lang::Zh => "／",
        Lang::En => " / ",
    })
}

/// About as long as the text is drawn.
fn length(text: &str) -> usize {
    let halves: usize = text.chars().map(|c| if c.is_ascii() { 13 } else { 26 }).sum();
    halves / 2
}
