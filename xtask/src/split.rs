//! A program in WebAssembly in two files: what the first page runs, and the rest, which is loaded after it.
//!
//! Every function keeps its number. In the first part one that went into the rest is a stub, which calls through the table what the rest has
//! put there; where the rest has not come yet it has the page load it first. The rest takes memory, table, globals and whatever
//! else it calls from the first part, under names made of numbers.

mod program;

use std::{
    collections::{BTreeMap, BTreeSet},
    hash::{DefaultHasher, Hash as _, Hasher as _},
};

use anyhow::{Context, Result};
use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, ElementSection, Elements, Encode, EntityType, ExportKind,
    ExportSection, Function, FunctionSection, GlobalType, ImportSection, Instruction, MemoryType, Module,
    RawSection, TableType, ValType,
    reencode::{Reencode, RoundtripReencoder},
};
use wasmparser::ExternalKind;

use self::program::Program;

/// The two files.
pub struct Parts {
    pub first: Vec<u8>,
    pub rest: Vec<u8>,
}

/// What the program exports to have the rest loaded at once.
const WANTED: &str = "rest_wanted";
/// The global that says whether the rest is there.
const HERE: &str = "rest";

/// Divides a program by the names of its functions.
///
/// # Errors
/// Where it is no program of ours.
pub fn split(wasm: &[u8], belongs_to_rest: impl Fn(&str) -> bool) -> Result<Parts> {
    let program = Program::of(wasm)?;
    let plan = program.plan(belongs_to_rest, memory_of(wasm))?;
    Ok(Parts { first: program.first(wasm, &plan)?, rest: program.rest(&plan)? })
}

/// What the memory is called by which the two parts find each other: the rest of another build, whose addresses are others, is refused.
fn memory_of(wasm: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    wasm.hash(&mut hasher);
    format!("m{:016x}", hasher.finish())
}

/// The names of the functions that a program has itself, in their order.
///
/// # Errors
/// Where it is no program of ours.
pub fn names(wasm: &[u8]) -> Result<Vec<String>> {
    let program = Program::of(wasm)?;
    let name = |function| program.names.get(&function).cloned().unwrap_or_default();
    Ok((program.imported..program.functions.len() as u32).map(name).collect())
}

/// The program with a global for each of its functions, exported as `ran` and its number, which the function sets.
///
/// # Errors
/// Where it is no program of ours.
pub fn telling(wasm: &[u8]) -> Result<Vec<u8>> {
    let program = Program::of(wasm)?;
    let from = program.globals.len() as u32;
    let (mut code, mut globals, mut exports) = (CodeSection::new(), program.globals()?, program.exports()?);
    for (place, body) in (0..).zip(&program.bodies) {
        globals.global(FLAG, &ConstExpr::i32_const(0));
        exports.export(&format!("ran{place}"), ExportKind::Global, from + place);
        let (range, begins) = (body.range(), body.get_operators_reader()?.original_position());
        let mut telling = wasm[range.start..begins].to_vec();
        Instruction::I32Const(1).encode(&mut telling);
        Instruction::GlobalSet(from + place).encode(&mut telling);
        telling.extend_from_slice(&wasm[begins..range.end]);
        code.raw(&telling);
    }
    program.with(wasm, None, &globals, &exports, &code)
}

/// A global that is 0 or 1.
const FLAG: GlobalType = GlobalType { val_type: ValType::I32, mutable: true, shared: false };

/// Which functions go where.
struct Plan {
    /// What goes into the rest, and the slots of the table by which it is called; none where nobody calls it from the first part.
    rest: BTreeMap<u32, Vec<u32>>,
    /// How large the table becomes.
    table: u32,
    /// What the rest calls in the first part.
    called: BTreeSet<u32>,
    wanted: u32,
    /// What the memory is called.
    memory: String,
}

impl Program<'_> {
    fn plan(&self, belongs_to_rest: impl Fn(&str) -> bool, memory: String) -> Result<Plan> {
        let is_function = |export: &&wasmparser::Export<'_>| export.kind == ExternalKind::Func;
        let exported = self.exports.iter().filter(is_function).map(|export| export.index);
        let mut roots: BTreeSet<u32> = exported.chain(self.start).collect();
        let named: BTreeSet<u32> = (self.imported..self.functions.len() as u32)
            .filter(|function| {
                self.names.get(function).is_some_and(|name| belongs_to_rest(name))
                    && !roots.contains(function)
            })
            .collect();
        // What is called through the table may be called by anybody.
        roots.extend(self.slots.values().filter(|function| !named.contains(function)));
        let first = self.reached(roots, &named)?;
        let rest: BTreeSet<u32> = self
            .reached(named.clone(), &BTreeSet::new())?
            .into_iter()
            .filter(|function| *function >= self.imported && !first.contains(function))
            .collect();

        let mut called_by_first = BTreeSet::new();
        for function in
            (self.imported..self.functions.len() as u32).filter(|function| !rest.contains(function))
        {
            called_by_first.extend(self.calls(function)?);
        }
        let mut called = BTreeSet::new();
        for function in &rest {
            called.extend(self.calls(*function)?.into_iter().filter(|callee| !rest.contains(callee)));
        }
        let mut table = u32::try_from(self.table.context("it has no table")?.initial)?;
        let mut slots: BTreeMap<u32, Vec<u32>> =
            rest.iter().map(|function| (*function, Vec::new())).collect();
        for (slot, function) in &self.slots {
            if let Some(slots) = slots.get_mut(function) {
                slots.push(*slot);
            }
        }
        for (function, slots) in &mut slots {
            if slots.is_empty() && called_by_first.contains(function) {
                slots.push(table);
                table += 1;
            }
        }
        let wanted = self.exports.iter().find(|export| export.name == WANTED);
        let wanted = wanted.with_context(|| format!("it does not export {WANTED}"))?.index;
        Ok(Plan { rest: slots, table, called, wanted, memory })
    }

    /// What is called from these by number, without going on behind those.
    fn reached(&self, roots: BTreeSet<u32>, behind: &BTreeSet<u32>) -> Result<BTreeSet<u32>> {
        let (mut open, mut reached): (Vec<u32>, _) = (roots.iter().copied().collect(), roots);
        while let Some(function) = open.pop() {
            for callee in self.calls(function)? {
                if !behind.contains(&callee) && reached.insert(callee) {
                    open.push(callee);
                }
            }
        }
        Ok(reached)
    }

    /// The program with stubs for what went.
    fn first(&self, wasm: &[u8], plan: &Plan) -> Result<Vec<u8>> {
        let mut code = CodeSection::new();
        let here = self.globals.len() as u32;
        for (place, body) in self.bodies.iter().enumerate() {
            let function = self.imported + place as u32;
            match plan.rest.get(&function) {
                Some(slots) => {
                    code.function(&self.stub(function, slots.first().copied(), here, plan.wanted)?);
                }
                None => {
                    code.raw(&wasm[body.range()]);
                }
            }
        }
        let mut globals = self.globals()?;
        globals.global(FLAG, &ConstExpr::i32_const(0));
        self.with(wasm, Some(plan.table), &globals, &self.exported(plan, here)?, &code)
    }

    fn exported(&self, plan: &Plan, here: u32) -> Result<ExportSection> {
        let mut exports = self.exports()?;
        exports.export(HERE, ExportKind::Global, here);
        exports.export(&plan.memory, ExportKind::Memory, 0);
        exports.export("t", ExportKind::Table, 0);
        for global in 0..here {
            exports.export(&format!("g{global}"), ExportKind::Global, global);
        }
        for function in &plan.called {
            exports.export(&format!("f{function}"), ExportKind::Func, *function);
        }
        Ok(exports)
    }

    /// In place of a function that went: has the rest loaded where it is not there, and calls what lies in its slot.
    fn stub(&self, function: u32, slot: Option<u32>, here: u32, wanted: u32) -> Result<Function> {
        let mut stub = Function::new([]);
        let mut code = stub.instructions();
        let Some(slot) = slot else {
            code.unreachable().end();
            return Ok(stub);
        };
        let kind = self.functions[function as usize];
        code.global_get(here).i32_eqz().if_(BlockType::Empty).call(wanted).end();
        for parameter in 0..self.types[kind as usize].params().len() as u32 {
            code.local_get(parameter);
        }
        code.i32_const(i32::try_from(slot)?).call_indirect(0, kind).end();
        Ok(stub)
    }

    /// What went, as a program beside the first.
    fn rest(&self, plan: &Plan) -> Result<Vec<u8>> {
        let mut numbers = BTreeMap::new();
        let (mut imports, mut functions) = (ImportSection::new(), FunctionSection::new());
        imports.import("", "t", EntityType::Table(TableType { maximum: None, ..self.table()? }));
        let memory =
            MemoryType { minimum: 1, maximum: None, memory64: false, shared: false, page_size_log2: None };
        imports.import("", &plan.memory, EntityType::Memory(memory));
        for (place, global) in self.globals.iter().enumerate() {
            imports.import("", &format!("g{place}"), RoundtripReencoder.global_type(global.ty)?);
        }
        for function in &plan.called {
            numbers.insert(*function, numbers.len() as u32);
            imports.import(
                "",
                &format!("f{function}"),
                EntityType::Function(self.functions[*function as usize]),
            );
        }
        for function in plan.rest.keys() {
            numbers.insert(*function, numbers.len() as u32);
            functions.function(self.functions[*function as usize]);
        }
        let mut placed: BTreeMap<u32, u32> = BTreeMap::new();
        for (function, slots) in &plan.rest {
            placed.extend(slots.iter().map(|slot| (*slot, numbers[function])));
        }
        let mut renumbering = Renumbering(numbers);
        let mut code = CodeSection::new();
        for function in plan.rest.keys() {
            let body = self.body(*function).context("a body")?;
            renumbering.parse_function_body(&mut code, body.clone())?;
        }
        let mut elements = ElementSection::new();
        let mut runs: Vec<(u32, Vec<u32>)> = Vec::new();
        for (slot, function) in placed {
            match runs.last_mut() {
                Some((from, run)) if *from + run.len() as u32 == slot => run.push(function),
                _ => runs.push((slot, vec![function])),
            }
        }
        for (from, run) in runs {
            let at = ConstExpr::i32_const(i32::try_from(from)?);
            elements.active(None, &at, Elements::Functions(run.into()));
        }
        let mut module = Module::new();
        module
            .section(&RawSection { id: 1, data: &self.typed })
            .section(&imports)
            .section(&functions)
            .section(&elements)
            .section(&code);
        Ok(module.finish())
    }
}

/// Functions are called by the numbers that they have in the rest.
struct Renumbering(BTreeMap<u32, u32>);

impl Reencode for Renumbering {
    type Error = std::convert::Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, wasm_encoder::reencode::Error<Self::Error>> {
        Ok(self.0.get(&function).copied().unwrap_or(function))
    }
}
