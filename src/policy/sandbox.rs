//! The engine that every pack runs in: nothing but arithmetic, text and what `host` offers; every limit set.

use rhai::{
    Engine, Module,
    packages::{BasicArrayPackage, BasicMapPackage, BasicMathPackage, CorePackage, LogicPackage, Package},
};

use super::{host, operators};

/// Words of Rhai that a pack has no use for: loading code, making functions at run time, waiting, writing to a console.
pub(super) const BANNED: [&str; 12] = [
    "eval",
    "import",
    "export",
    "sleep",
    "print",
    "debug",
    "Fn",
    "call",
    "curry",
    "is_def_fn",
    "is_def_var",
    "global",
];

/// Builds an engine. `loops` allows `for`, `while` and `loop`.
pub(super) fn engine(loops: bool) -> Engine {
    let mut engine = Engine::new_raw();
    for package in [
        CorePackage::new().as_shared_module(),
        LogicPackage::new().as_shared_module(),
        BasicMathPackage::new().as_shared_module(),
        BasicArrayPackage::new().as_shared_module(),
        BasicMapPackage::new().as_shared_module(),
    ] {
        engine.register_global_module(package);
    }
    limit(&mut engine);
    engine.set_allow_looping(loops);
    // Comparing a text with a number is false in Rhai. Here it is an error, so its fast paths are off.
    engine.set_fast_operators(false);
    operators::register(&mut engine);
    host::register(&mut engine);
    engine.register_static_module("base", Module::new().into());
    engine
}

/// A rule of the national pack needs about 100 operations and two calls; the room left is for other rules, not for a
/// tab that stops answering.
fn limit(engine: &mut Engine) {
    engine
        .set_max_operations(200_000)
        .set_max_call_levels(24)
        .set_max_expr_depths(48, 32)
        .set_max_string_size(4_096)
        .set_max_array_size(1_024)
        .set_max_map_size(256)
        .set_max_variables(64)
        .set_max_functions(512)
        .set_max_modules(0)
        .set_strict_variables(true)
        .set_fail_on_invalid_map_property(true)
        .set_allow_anonymous_fn(false);
}
