//! Which lines of a long table are in view, and which of them is active.

use leptos::{ev, html, prelude::*};

/// The height of a line, in pixels.
const LINE: f64 = 36.0;
/// Lines drawn above and below those in view.
const MARGIN: usize = 8;
/// Heading and totals cover one line each.
const COVERED: usize = 2;

/// See the module.
#[derive(Clone, Copy)]
pub(super) struct Viewport {
    pub element: NodeRef<html::Div>,
    count: Signal<usize>,
    top: RwSignal<f64>,
    height: RwSignal<f64>,
    margin: RwSignal<usize>,
    active: RwSignal<usize>,
    first: Memo<usize>,
    shown: Memo<usize>,
}

/// What a key asks for.
pub(super) enum Asked {
    Nothing,
    Move,
    Open(usize),
}

impl Viewport {
    pub fn of(count: Signal<usize>) -> Self {
        let (top, height, active) = (RwSignal::new(0.0), RwSignal::new(guess()), RwSignal::new(0));
        // What is in view is drawn first.
        let margin = RwSignal::new(0);
        let first = Memo::new(move |_| floor(top.get() / LINE).saturating_sub(margin.get()));
        let shown = Memo::new(move |_| floor(height.get() / LINE) + 2 * margin.get() + 2);
        let viewport = Self { element: NodeRef::new(), count, top, height, margin, active, first, shown };
        Effect::new(move |_| {
            viewport.element.track();
            request_animation_frame(move || {
                viewport.measure();
                request_animation_frame(move || {
                    let _ = viewport.margin.try_set(MARGIN);
                });
            });
        });
        let resize = window_event_listener(ev::resize, move |_| viewport.measure());
        on_cleanup(move || resize.remove());
        Effect::new(move |_| {
            let last = viewport.last();
            active.update(|active| *active = (*active).min(last));
        });
        viewport
    }

    /// In a frame, when the page may be gone again.
    fn measure(self) {
        if let Some(element) = self.element.try_get_untracked().flatten() {
            self.height.set(f64::from(element.client_height()));
        }
    }

    /// After it was scrolled.
    pub fn follow(self) {
        if let Some(element) = self.element.get_untracked() {
            self.top.set(f64::from(element.scroll_top()));
        }
    }

    /// The lines that are drawn.
    pub fn visible(self) -> std::ops::Range<usize> {
        let from = self.first.get();
        from..(from + self.shown.get()).min(self.count.get())
    }

    pub fn active(self) -> usize {
        self.active.get()
    }

    pub fn activate(self, line: usize) {
        self.active.set(line);
    }

    /// How far it is scrolled, and the active line. A key that opens a line may come before the event of scrolling to it.
    pub fn place(self) -> (f64, usize) {
        let element = self.element.try_get_untracked().flatten();
        let top = element.map_or_else(|| self.top.get_untracked(), |element| f64::from(element.scroll_top()));
        (top, self.active.get_untracked())
    }

    /// As it was left.
    pub fn restore(self, (top, line): (f64, usize)) {
        self.active.set(line);
        request_animation_frame(move || {
            if let Some(element) = self.element.try_get_untracked().flatten() {
                #[expect(clippy::cast_possible_truncation, reason = "a browser said so")]
                element.set_scroll_top(top as i32);
            }
        });
    }

    /// Moves the active line as a key says, and into view.
    pub fn press(self, key: &str) -> Asked {
        let page = floor(self.height.get_untracked() / LINE).saturating_sub(COVERED + 1).max(1);
        let at = self.active.get_untracked();
        let last = self.count.get_untracked().saturating_sub(1);
        let to = match key {
            "ArrowDown" => at.saturating_add(1),
            "ArrowUp" => at.saturating_sub(1),
            "PageDown" => at.saturating_add(page),
            "PageUp" => at.saturating_sub(page),
            "Home" => 0,
            "End" => last,
            "Enter" if self.count.get_untracked() > 0 => return Asked::Open(at),
            _ => return Asked::Nothing,
        };
        self.active.set(to.min(last));
        self.reveal(to.min(last));
        Asked::Move
    }

    fn last(self) -> usize {
        self.count.get().saturating_sub(1)
    }

    fn reveal(self, line: usize) {
        let Some(element) = self.element.get_untracked() else { return };
        let at = offset(line);
        let (from, tall) =
            (f64::from(element.scroll_top()), f64::from(element.client_height()) - offset(COVERED));
        #[expect(clippy::cast_possible_truncation, reason = "browsers cannot scroll further than i32 pixels")]
        if at < from {
            element.set_scroll_top(at as i32);
        } else if at + LINE > from + tall {
            element.set_scroll_top((at + LINE - tall).ceil() as i32);
        }
    }
}

/// What mostly stands above a table, in pixels.
const ABOVE: f64 = 240.0;

/// How high it is likely to be, before it is laid out.
fn guess() -> f64 {
    let window = window().inner_height().ok().and_then(|height| height.as_f64());
    (window.unwrap_or(ABOVE) - ABOVE).max(LINE)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to a positive line number first"
)]
fn floor(lines: f64) -> usize {
    lines.clamp(0.0, f64::from(u32::MAX)).floor() as usize
}

#[expect(clippy::cast_precision_loss, reason = "a line number is far below 2⁵²")]
fn offset(lines: usize) -> f64 {
    lines as f64 * LINE
}

/// Where a line begins, as a length.
pub(super) fn pixels(lines: usize) -> String {
    format!("{}px", offset(lines))
}
