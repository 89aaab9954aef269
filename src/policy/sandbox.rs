//! The engine that every pack runs in: arithmetic, texts, lists and what `host` offers; none of the engine's own packages, so
//! that there is no function here but ours. Every limit is set.

use std::time::Duration;

use rhai::{Dynamic, Engine, Module, OptimizationLevel};

use super::{decision::Text, host};

/// Words of Rhai that a pack has no use for, and what to write instead, where there is something.
///
/// Loading code, making functions at run time, waiting, writing to a console; `switch`, which compares without a word with
/// what it does not know; catching errors, which would hide what is missing.
pub(super) const BANNED: [(&str, &str, &str); 20] = [
    ("eval", "", ""),
    ("import", "", ""),
    ("export", "", ""),
    ("sleep", "", ""),
    ("print", "", ""),
    ("debug", "", ""),
    ("Fn", "", ""),
    ("call", "", ""),
    ("curry", "", ""),
    ("is_def_fn", "", ""),
    ("is_def_var", "", ""),
    ("is_shared", "", ""),
    ("global", "", ""),
    ("this", "", ""),
    ("switch", "，请改用 if … else if …", "; write if … else if …"),
    ("try", "，请先用 is_missing(…) 判断", "; ask is_missing(…) first"),
    ("throw", "，请改用 refuse(…)", "; write refuse(…)"),
    ("?.", "，请先用 is_missing(…) 判断", "; ask is_missing(…) first"),
    ("?[", "，请先用 is_missing(…) 判断", "; ask is_missing(…) first"),
    ("??", "，请用 is_missing(…) 判断", "; ask is_missing(…)"),
];

/// Tells the time that has passed since some moment.
pub type Clock = fn() -> Duration;

/// How long one decision may take. A rule of the national pack takes some hundredths of a millisecond.
const LONGEST: Duration = Duration::from_millis(100);

/// Operations between two looks at the clock: a rule of the national pack needs no second one.
const BETWEEN_LOOKS: u64 = 128;

/// Calls of functions within each other.
pub(super) const MOST_LEVELS: usize = 24;

/// Builds an engine. `loops` allows `for`, `while` and `loop`.
pub(super) fn engine(loops: bool) -> Engine {
    let mut engine = Engine::new_raw();
    limit(&mut engine);
    engine.set_allow_looping(loops);
    engine.set_allow_shadowing(false);
    // What is written is what is checked and run: no branch is left out and nothing is worked out beforehand.
    engine.set_optimization_level(OptimizationLevel::None);
    // Comparing a text with a number is false in Rhai. Here it is an error, so its fast paths are off.
    engine.set_fast_operators(false);
    host::register(&mut engine);
    engine.register_static_module("base", Module::new().into());
    engine
}

/// A rule of the national pack needs about 100 operations and two calls; the room left is for other rules, not for a
/// tab that stops answering. Lists and maps are copied as they are passed on, so they are kept small.
fn limit(engine: &mut Engine) {
    engine
        .set_max_operations(200_000)
        .set_max_call_levels(MOST_LEVELS)
        .set_max_expr_depths(48, 32)
        .set_max_string_size(4_096)
        .set_max_array_size(256)
        .set_max_map_size(64)
        .set_max_variables(64)
        .set_max_functions(512)
        .set_max_modules(0)
        .set_strict_variables(true)
        .set_fail_on_invalid_map_property(true)
        .set_allow_anonymous_fn(false);
}

/// Bounds the time of each decision, as operations count it anew.
pub(super) fn time(engine: &mut Engine, clock: Clock) {
    let begun = std::cell::Cell::new(Duration::ZERO);
    engine.on_progress(move |operations| {
        if operations < BETWEEN_LOOKS {
            return None;
        }
        if operations == BETWEEN_LOOKS {
            begun.set(clock());
        }
        let is_late = operations % BETWEEN_LOOKS == 0 && clock().saturating_sub(begun.get()) > LONGEST;
        is_late.then(|| {
            Dynamic::from(Text {
                zh: "运算时间超过上限，已停止".to_owned(),
                en: "the rule takes too long and was stopped".to_owned(),
            })
        })
    });
}
