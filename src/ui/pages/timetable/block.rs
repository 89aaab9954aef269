//! A session on the board: pressed it opens, moved by mouse or by arrow keys it goes elsewhere.

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast as _;

use crate::{
    app::timetable::{Block, weekday},
    domain::workflow::Stage,
};

use super::desk::{Desk, SNAP};

/// Where a block was taken, in pixels of the window, and whether it has been moved since.
#[derive(Clone, Copy)]
struct Grab {
    x: i32,
    y: i32,
    moved: bool,
}

/// So many pixels are a hand that is not quite still.
const STILL: i32 = 4;

/// Which classes say where a session stands, and whether it can be moved; words say the same.
fn class(block: &Block) -> &'static str {
    match block.state.map(|state| (state.stage, block.fixed.is_some())) {
        Some((Stage::Void, _)) => "block void",
        Some((Stage::Done, _)) => "block done",
        Some((_, _)) if block.state.is_some_and(|state| state.editor.is_none()) => "block waiting",
        Some((_, false)) => "block movable",
        Some(_) | None => "block",
    }
}

#[component]
pub fn BlockView(desk: Desk, id: String, canvas: NodeRef<html::Ul>) -> impl IntoView {
    let state = desk.state;
    let lang = state.lang();
    let id = StoredValue::new(id);
    let block =
        Memo::new(move |_| desk.board.with(|board| id.with_value(|id| board.as_ref()?.block(id).cloned())));
    let moves = Memo::new(move |_| id.with_value(|id| desk.moves(id)));
    // Its place, as its style has it.
    let style = Memo::new(move |_| {
        let (Some(board), Some(block)) = (desk.board.get(), block.get()) else { return Default::default() };
        let (date, from) = desk.drawn(&block);
        let day = board.days.iter().position(|day| day.date == date).unwrap_or_default();
        // What is being moved lies over the others.
        let (lane, lanes) = if moves.get() { (0, 1) } else { (block.lane, block.lanes) };
        [
            day.to_string(),
            (from - board.opens).to_string(),
            block.minutes.to_string(),
            lane.to_string(),
            lanes.to_string(),
        ]
    });
    let part = move |place: usize| {
        move || style.with(|style: &[String; 5]| style.get(place).cloned().unwrap_or_default())
    };
    let with = move |read: &dyn Fn(&Block) -> String| {
        block.with(|block| block.as_ref().map(read).unwrap_or_default())
    };
    let hours = move || {
        with(&|block| {
            let (_, from) = desk.drawn(block);
            let until = from + block.minutes;
            format!("{:02}:{:02}–{:02}:{:02}", from / 60, from % 60, until / 60, until % 60)
        })
    };
    let day = move || {
        with(&|block| format!("{} {} ", weekday(desk.drawn(block).0).text(lang.get()), desk.drawn(block).0))
    };
    let stands = move || with(&|block| block.state.map_or("", |at| at.label.text(lang.get())).to_owned());
    let tells = move || {
        let tells = block.with(|block| block.as_ref().map(|block| block.tells.clone()).unwrap_or_default());
        tells
            .into_iter()
            .map(|told| view! { <span class="told">"⚠ " {told.get(lang.get()).to_owned()}</span> })
            .collect_view()
    };
    let is_fixed = move || block.with(|block| block.as_ref().is_none_or(|block| block.fixed.is_some()));
    let grab = StoredValue::new(None::<Grab>);
    // A click that ends a drag opens nothing.
    let dragged = StoredValue::new(false);
    let there = move |grab: Grab, event: &ev::PointerEvent| {
        let (board, block) = (desk.board.get_untracked()?, block.get_untracked()?);
        let canvas = canvas.get_untracked()?.get_bounding_client_rect();
        let (minutes, days) = (board.closes - board.opens, board.days.len());
        let down = f64::from(event.client_y() - grab.y) / canvas.height().max(1.0) * minutes as f64;
        let from = ((block.from as f64 + down) / SNAP as f64).round() as i64 * SNAP;
        let latest = (board.closes - block.minutes).max(board.opens);
        let across = (f64::from(event.client_x()) - canvas.left()) / canvas.width().max(1.0) * days as f64;
        let day = board.days.get((across.max(0.0) as usize).min(days.saturating_sub(1)))?;
        Some((day.date, from.clamp(board.opens, latest)))
    };
    let down = move |event: ev::PointerEvent| {
        dragged.set_value(false);
        // A finger scrolls; it moves a session in its form.
        if event.button() != 0 || event.pointer_type() == "touch" || untrack(is_fixed) {
            return;
        }
        grab.set_value(Some(Grab { x: event.client_x(), y: event.client_y(), moved: false }));
        if let Some(target) =
            event.current_target().and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        {
            // Without it a fast hand leaves the block behind.
            let _ = target.set_pointer_capture(event.pointer_id());
        }
    };
    let drag = move |event: ev::PointerEvent| {
        let Some(mut taken) = grab.get_value() else { return };
        let far = (event.client_x() - taken.x).abs().max((event.client_y() - taken.y).abs());
        if !taken.moved && far < STILL {
            return;
        }
        if !id.with_value(|id| desk.may_move(id)) {
            dragged.set_value(true);
            return grab.set_value(None);
        }
        taken.moved = true;
        grab.set_value(Some(taken));
        if let Some(there) = there(taken, &event) {
            id.with_value(|id| desk.drag(id, there));
        }
    };
    let drop_it = move |event: ev::PointerEvent| {
        let taken = grab.get_value().filter(|taken| taken.moved);
        grab.set_value(None);
        let Some(taken) = taken else { return };
        dragged.set_value(true);
        let (Some(there), Some(block)) = (there(taken, &event), block.get_untracked()) else { return };
        desk.put(&block, there);
        // Where nothing is to be thought of it is done; else whoever moved it says.
        let (told, can_be) = untrack(|| desk.told(lang.get()));
        if told.is_empty() && can_be {
            desk.save();
        }
    };
    let give_up = move |_| {
        let taken = grab.get_value();
        grab.set_value(None);
        if taken.is_some_and(|taken| taken.moved) {
            desk.moving.set(None);
        }
    };
    let by_key = move |event: ev::KeyboardEvent| {
        dragged.set_value(false);
        if event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        let by = match event.key().as_str() {
            "ArrowUp" => (0, -SNAP),
            "ArrowDown" => (0, SNAP),
            "ArrowLeft" => (-1, 0),
            "ArrowRight" => (1, 0),
            // A key that is held down means what it meant first.
            "Enter" if event.repeat() => return event.prevent_default(),
            "Enter" if moves.get_untracked() => {
                event.prevent_default();
                return desk.save();
            }
            "Escape" if moves.get_untracked() => {
                event.prevent_default();
                return desk.moving.set(None);
            }
            _ => return,
        };
        event.prevent_default();
        let Some(block) = block.get_untracked() else { return };
        if block.fixed.is_some() {
            // It is opened, where it says why.
            return desk.open.set(Some(block.id));
        }
        if let Some(there) = desk.beside(&block, by).filter(|_| desk.may_move(&block.id)) {
            desk.put(&block, there);
        }
    };
    let press = move |_| {
        let ends_a_drag = dragged.get_value();
        dragged.set_value(false);
        if !ends_a_drag && !moves.get_untracked() {
            desk.open.set(Some(id.get_value()));
        }
    };
    view! {
        <li
            class:moving=move || moves.get()
            style:--day=part(0)
            style:--at=part(1)
            style:--lasts=part(2)
            style:--lane=part(3)
            style:--lanes=part(4)
        >
            <button
                type="button"
                id=id.with_value(|id| format!("block-{id}"))
                class=move || block.with(|block| block.as_ref().map_or("block", class))
                aria-describedby=move || (!is_fixed()).then_some("timetable-keys")
                on:click=press
                on:keydown=by_key
                on:pointerdown=down
                on:pointermove=drag
                on:pointerup=drop_it
                on:pointercancel=give_up
            >
                <span class="visually-hidden">{day}</span>
                <span class="when">{hours}</span>
                <span class="what">{move || with(&|block| block.topic.clone())}</span>
                <span>{move || with(&|block| block.who.clone())}</span>
                <span class="stands">{stands}</span>
                {tells}
            </button>
        </li>
    }
}
