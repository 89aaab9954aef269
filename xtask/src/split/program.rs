//! A program in WebAssembly as a list of functions: read, and written with others in their place.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use wasm_encoder::{
    CodeSection, ExportSection, GlobalSection, Module, RawSection, TableSection, TableType,
    reencode::{Reencode, RoundtripReencoder},
};
use wasmparser::{
    ElementItems, ElementKind, FuncType, FunctionBody, KnownCustom, Name, Operator, Parser, Payload, TypeRef,
};

/// What is known of a program.
#[derive(Default)]
pub struct Program<'a> {
    pub types: Vec<FuncType>,
    /// The type of each function, those that are imported first.
    pub functions: Vec<u32>,
    pub imported: u32,
    pub names: BTreeMap<u32, String>,
    pub bodies: Vec<FunctionBody<'a>>,
    pub globals: Vec<wasmparser::Global<'a>>,
    pub table: Option<wasmparser::TableType>,
    pub exports: Vec<wasmparser::Export<'a>>,
    pub start: Option<u32>,
    /// Which function lies where in the table.
    pub slots: BTreeMap<u32, u32>,
    /// The bytes of the types.
    pub typed: Vec<u8>,
}

impl<'a> Program<'a> {
    pub fn of(wasm: &'a [u8]) -> Result<Self> {
        let mut read = Self::default();
        for payload in Parser::new(0).parse_all(wasm) {
            match payload? {
                Payload::TypeSection(types) => {
                    read.typed = wasm[types.range()].to_vec();
                    for group in types {
                        for kind in group?.into_types() {
                            read.types.push(kind.unwrap_func().clone());
                        }
                    }
                }
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        let TypeRef::Func(kind) = import?.ty else { bail!("it imports more than functions") };
                        read.functions.push(kind);
                        read.imported += 1;
                    }
                }
                Payload::FunctionSection(functions) => {
                    for kind in functions {
                        read.functions.push(kind?);
                    }
                }
                Payload::TableSection(tables) => {
                    for table in tables {
                        if read.table.replace(table?.ty).is_some() {
                            bail!("it has two tables");
                        }
                    }
                }
                Payload::GlobalSection(globals) => {
                    read.globals = globals.into_iter().collect::<Result<_, _>>()?;
                }
                Payload::ExportSection(exports) => {
                    read.exports = exports.into_iter().collect::<Result<_, _>>()?;
                }
                Payload::StartSection { func, .. } => read.start = Some(func),
                Payload::ElementSection(elements) => {
                    for element in elements {
                        read.element(element?)?;
                    }
                }
                Payload::CodeSectionEntry(body) => read.bodies.push(body),
                Payload::CustomSection(custom) => {
                    if let KnownCustom::Name(names) = custom.as_known() {
                        for name in names {
                            if let Name::Function(names) = name? {
                                for name in names {
                                    let name = name?;
                                    read.names.insert(name.index, name.name.to_owned());
                                }
                            }
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(read)
    }

    fn element(&mut self, element: wasmparser::Element<'_>) -> Result<()> {
        let ElementKind::Active { offset_expr, .. } = element.kind else { bail!("an element is not active") };
        let Operator::I32Const { value } = offset_expr.get_operators_reader().read()? else {
            bail!("an element lies nowhere certain")
        };
        let ElementItems::Functions(functions) = element.items else { bail!("an element holds expressions") };
        for (place, function) in (u32::try_from(value)?..).zip(functions) {
            self.slots.insert(place, function?);
        }
        Ok(())
    }

    pub fn body(&self, function: u32) -> Option<&FunctionBody<'a>> {
        self.bodies.get(function.checked_sub(self.imported)? as usize)
    }

    /// The functions that a function calls by their numbers.
    pub fn calls(&self, function: u32) -> Result<Vec<u32>> {
        let mut called = Vec::new();
        let Some(body) = self.body(function) else { return Ok(called) };
        for operator in body.get_operators_reader()? {
            match operator? {
                Operator::Call { function_index } => called.push(function_index),
                Operator::RefFunc { .. } | Operator::ReturnCall { .. } => bail!("it refers to functions"),
                _ => {}
            }
        }
        Ok(called)
    }

    /// The program with other globals, exports and code, and a table of this size.
    pub fn with(
        &self,
        wasm: &[u8],
        size: Option<u32>,
        globals: &GlobalSection,
        exports: &ExportSection,
        code: &CodeSection,
    ) -> Result<Vec<u8>> {
        let mut module = Module::new();
        for payload in Parser::new(0).parse_all(wasm) {
            let payload = payload?;
            match &payload {
                Payload::TableSection(_) => {
                    let mut table = self.table()?;
                    table.minimum = size.map_or(table.minimum, u64::from);
                    table.maximum = table.maximum.map(|most| most.max(table.minimum));
                    module.section(TableSection::new().table(table));
                }
                Payload::GlobalSection(_) => {
                    module.section(globals);
                }
                Payload::ExportSection(_) => {
                    module.section(exports);
                }
                Payload::CodeSectionStart { .. } => {
                    module.section(code);
                }
                Payload::CodeSectionEntry(_) => {}
                other => {
                    if let Some((id, range)) = other.as_section() {
                        module.section(&RawSection { id, data: &wasm[range] });
                    }
                }
            }
        }
        Ok(module.finish())
    }

    pub fn table(&self) -> Result<TableType> {
        Ok(RoundtripReencoder.table_type(self.table.context("it has no table")?)?)
    }

    pub fn globals(&self) -> Result<GlobalSection> {
        let mut globals = GlobalSection::new();
        for global in &self.globals {
            RoundtripReencoder.parse_global(&mut globals, global.clone())?;
        }
        Ok(globals)
    }

    pub fn exports(&self) -> Result<ExportSection> {
        let mut exports = ExportSection::new();
        for export in &self.exports {
            exports.export(export.name, RoundtripReencoder.export_kind(export.kind)?, export.index);
        }
        Ok(exports)
    }
}
