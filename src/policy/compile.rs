//! From a chain of packs to a policy: one engine, one script, one table of parameters.
//!
//! A child's function replaces its parent's of the same name wherever it is called, in the parent's own code too.
//! `base::name(…)` calls what the parent had: while a layer is read, the name after `base::` is given the number of the
//! layer that defines it, and the module `base` holds every layer's functions under such names.

mod brackets;
mod faults;
mod words;

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    mem,
    rc::Rc,
};

use rhai::{AST, Engine, Module, Position, Token};

use self::{
    brackets::Brackets,
    faults::{misshapen, missing, no_such_guard, too_many_parameters, too_many_scripts},
    words::{is_letter, parse_error, strange_letter, unexpected},
};
use super::{
    Policy,
    answered::{Answered, Said},
    calendar,
    decision::{Place, Reads},
    error::Diagnostic,
    fields,
    functions::Functions,
    hook::{self, HOOKS, Hook},
    host,
    library::Chain,
    nearest::{did_you_mean, nearest},
    number,
    pack::PackSource,
    parameter::{self, Parameter},
    sandbox::{self, BANNED},
    shapes::Readable,
    source_map::SourceMap,
    texts::Texts,
    unread::unread,
    vocabulary,
    walking::{self, Walked},
};
use crate::domain::{Fields, Kind, calendar::Calendar};

/// The largest script file read, in bytes.
const LARGEST: usize = 200_000;
/// Scripts of a chain: each is read behind the lines of those before it.
const MOST_FILES: usize = 40;

impl Policy {
    /// Compiles a chain.
    ///
    /// # Errors
    /// Every fault found: of parameters and texts all, of each script the first (the parser stops there).
    pub fn compile(chain: &Chain) -> Result<Self, Vec<Diagnostic>> {
        Self::compile_for(HOOKS, chain)
    }

    /// As [`Policy::compile`], for these hooks and the guards.
    ///
    /// # Errors
    /// As [`Policy::compile`].
    pub fn compile_for(asked: &[&'static Hook], chain: &Chain) -> Result<Self, Vec<Diagnostic>> {
        let mut faults = Vec::new();
        let (mut parameters, mut texts, mut loops) = (BTreeMap::new(), Texts::default(), false);
        let (mut added, mut days) = (Fields::default(), Calendar::shipped().clone());
        for layer in chain.layers() {
            match layer.manifest() {
                Ok(manifest) => loops |= manifest.loops,
                Err(more) => faults.extend(more),
            }
            faults.extend(unread(layer));
            faults.extend(parameter::merge(&mut parameters, layer));
            faults.extend(texts.merge(layer));
            faults.extend(fields::merge(&mut added, layer));
            faults.extend(calendar::merge(&mut days, layer));
        }
        let files = chain.layers().iter().flat_map(PackSource::deciding);
        if files.filter(|(file, _)| file.ends_with(".rhai")).count() > MOST_FILES {
            return Err(vec![too_many_scripts(MOST_FILES)]);
        }
        let mut scripts = Scripts::new(loops);
        for layer in chain.layers() {
            scripts.can_name(&added, layer, &mut faults);
        }
        for layer in chain.layers() {
            scripts.add(layer, &mut faults);
        }
        if parameters.len() > Reads::MOST {
            faults.push(too_many_parameters(&scripts.last));
        }
        host::name(&mut scripts.engine, &parameters, &added);
        let hooks = scripts.finish(asked, &mut faults);
        if !faults.is_empty() {
            return Err(faults);
        }
        let walked = walking::walk(&hooks, &scripts.functions, &Readable::new(&parameters, &added));
        let unused = scripts.unused(&walked);
        faults.extend(scripts.wrong(walked.faults));
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(Self {
            hash: chain.hash().into(),
            breaks: breaks(&parameters),
            frames: RefCell::default(),
            parameters,
            fields: added,
            calendar: days.into(),
            texts,
            engine: scripts.engine,
            ast: scripts.ast,
            running: RefCell::default(),
            sources: scripts.sources,
            functions: scripts.functions,
            hooks,
            said: Said { codes: walked.codes, strings: scripts.strings.take() },
            unused,
        })
    }
}

/// The days on which some parameter changes, ascending.
fn breaks(parameters: &BTreeMap<String, Parameter>) -> Vec<jiff::civil::Date> {
    let mut days: Vec<_> =
        parameters.values().flat_map(|parameter| parameter.values.iter().map(|dated| dated.from)).collect();
    days.sort_unstable();
    days.dedup();
    days
}

/// The scripts of a chain being compiled.
struct Scripts {
    engine: Engine,
    ast: AST,
    sources: SourceMap,
    base: Module,
    /// The layers that define each function, ascending.
    definers: BTreeMap<String, Vec<usize>>,
    layers: usize,
    /// Where each function was last defined.
    places: Rc<RefCell<BTreeMap<String, Position>>>,
    /// Every text in quotes.
    strings: Rc<RefCell<BTreeSet<String>>>,
    /// Names with letters that no script needs.
    strange: Rc<RefCell<Vec<(String, Position)>>>,
    /// Those of the file that is being read.
    brackets: Rc<RefCell<Brackets>>,
    functions: Functions,
    last: Place,
}

impl Scripts {
    fn new(loops: bool) -> Self {
        Self {
            engine: sandbox::engine(loops),
            ast: AST::empty(),
            sources: SourceMap::default(),
            base: Module::new(),
            definers: BTreeMap::new(),
            layers: 0,
            places: Rc::default(),
            strings: Rc::default(),
            strange: Rc::default(),
            brackets: Rc::default(),
            functions: Functions::default(),
            last: Place { pack: String::new(), file: String::new(), line: 0, column: 0 },
        }
    }

    fn add(&mut self, layer: &PackSource, faults: &mut Vec<Diagnostic>) {
        self.read_names();
        let mut own: BTreeMap<(String, usize), Place> = BTreeMap::new();
        for (file, text) in layer.deciding().filter(|(file, _)| file.ends_with(".rhai")) {
            let whole = Place { pack: layer.id.clone(), file: file.to_owned(), line: 0, column: 0 };
            self.last = whole.clone();
            let padded = if text.len() > LARGEST { None } else { self.sources.add(&layer.id, file, text) };
            let Some(padded) = padded else {
                faults.push(Diagnostic::new(
                    whole,
                    "脚本过长，请分成几个文件",
                    "the script is too long; split it",
                ));
                continue;
            };
            self.brackets.take();
            let compiled = self.engine.compile(&padded);
            for (name, at) in self.strange.take() {
                let (zh, en) = strange_letter(&name);
                faults.push(Diagnostic::new(self.sources.place(at), zh, en));
            }
            match compiled {
                Err(error) => {
                    let place = self.sources.place(error.position());
                    let open = self.brackets.borrow().left_open(&error);
                    let open = open.map(|(bracket, at)| (bracket, self.sources.place(at).line));
                    let (zh, en) = parse_error(&error, open);
                    faults.push(Diagnostic::new(place, zh, en));
                }
                Ok(ast) => self.take(&ast, &whole, &mut own, faults),
            }
        }
        for (name, _) in own.into_keys() {
            let definers = self.definers.entry(name).or_default();
            if definers.last() != Some(&self.layers) {
                definers.push(self.layers);
            }
        }
        self.layers += 1;
    }

    /// Adds the functions of one file to the script and, under the layer's number, to `base`.
    fn take(
        &mut self,
        ast: &AST,
        file: &Place,
        own: &mut BTreeMap<(String, usize), Place>,
        faults: &mut Vec<Diagnostic>,
    ) {
        if let Some(statement) = ast.statements().first() {
            faults.push(Diagnostic::new(
                self.sources.place(statement.position()),
                "函数之外不能有语句",
                "statements may stand only inside functions",
            ));
            return;
        }
        for (.., function) in ast.shared_lib().iter_script_fn_info() {
            let key = (function.name.to_string(), function.params.len());
            let position = self.places.borrow().get(&key.0).copied().unwrap_or(Position::NONE);
            if let Some(first) = own.get(&key) {
                faults.push(Diagnostic::new(
                    self.sources.place(position),
                    format!("函数“{}”已在 {first} 定义", key.0),
                    format!("function {} is already defined at {first}", key.0),
                ));
                continue;
            }
            if vocabulary::functions().any(|known| known == key.0) {
                faults.push(Diagnostic::new(
                    self.sources.place(position),
                    format!("“{}”是程序自带的函数，请换一个名字", key.0),
                    format!("{} is a function of the program; choose another name", key.0),
                ));
            }
            own.insert(key, Place { ..file.clone() });
            let mut renamed = function.as_ref().clone();
            renamed.name = format!("{}#{}", function.name, self.layers).into();
            self.base.set_script_fn(renamed);
        }
        self.functions.add(ast, self.layers);
        let so_far = mem::replace(&mut self.ast, AST::empty());
        self.ast = so_far.merge(ast);
    }

    /// Makes the engine's reader note where functions are defined and what is said in quotes, refuse words and letters that no
    /// script needs, hold whole numbers as such, and number the names after `base::`.
    #[expect(deprecated, reason = "Rhai marks the token hook as volatile; the version is pinned")]
    fn read_names(&mut self) {
        let definers = self.definers.clone();
        let places = Rc::clone(&self.places);
        let strings = Rc::clone(&self.strings);
        let strange = Rc::clone(&self.strange);
        let brackets = Rc::clone(&self.brackets);
        let before = RefCell::new([None::<Token>, None]);
        self.engine.on_parse_token(move |token, position, _| {
            let mut before = before.borrow_mut();
            brackets.borrow_mut().read(&token, position);
            let token = match (&before[0], &before[1], token) {
                (_, _, Token::Identifier(name)) if !name.chars().all(is_letter) => {
                    strange.borrow_mut().push((name.to_string(), position));
                    Token::Identifier(name)
                }
                (_, Some(Token::Fn), Token::Identifier(name)) => {
                    places.borrow_mut().insert(name.to_string(), position);
                    Token::Identifier(name)
                }
                (Some(Token::Identifier(base)), Some(Token::DoubleColon), Token::Identifier(name))
                    if base.as_str() == "base" =>
                {
                    let layer = definers.get(name.as_str()).and_then(|layers| layers.last());
                    let numbered = layer.map(|layer| format!("{name}#{layer}"));
                    Token::Identifier(numbered.map_or(name, |numbered| Box::new(numbered.into())))
                }
                (_, _, Token::StringConstant(text)) => {
                    strings.borrow_mut().insert(text.to_string());
                    Token::StringConstant(text)
                }
                (_, _, Token::DecimalConstant(number)) => match number::whole(number.0) {
                    Some(whole) => Token::IntegerConstant(whole),
                    None => Token::DecimalConstant(number),
                },
                (_, _, token) => {
                    let written = token.to_string();
                    if BANNED.iter().any(|(word, ..)| *word == written) {
                        unexpected(&written)
                    } else {
                        token
                    }
                }
            };
            before.swap(0, 1);
            before[1] = Some(token.clone());
            token
        });
    }

    /// Refuses fields that no script could read, for their name means something in the language.
    fn can_name(&self, added: &Fields, layer: &PackSource, faults: &mut Vec<Diagnostic>) {
        if !layer.files.contains_key(fields::FILE) {
            return;
        }
        for field in Kind::ALL.iter().flat_map(|kind| added.added(*kind)) {
            if self.engine.compile(format!("fn f(x) {{ x.{} }}", field.key)).is_err() {
                let place =
                    Place { pack: layer.id.clone(), file: fields::FILE.to_owned(), line: 0, column: 0 };
                faults.push(Diagnostic::new(
                    place,
                    format!("“{}”是脚本语言的保留字，请换一个名字", field.key),
                    format!("{} is a reserved word of the language; choose another name", field.key),
                ));
            }
        }
    }

    /// The faults of walking, at their places.
    fn wrong(&self, faults: BTreeSet<(Position, String, String)>) -> impl Iterator<Item = Diagnostic> {
        faults.into_iter().map(|(at, zh, en)| Diagnostic::new(self.sources.place(at), zh, en))
    }

    /// The functions of the last layer that no hook comes to: a name mistyped, or left over.
    fn unused(&self, walked: &Walked) -> Vec<Diagnostic> {
        let last = self.layers.saturating_sub(1);
        let own = |name: &str| self.definers.get(name).is_some_and(|layers| layers.last() == Some(&last));
        let functions = self.ast.iter_functions().filter(|function| own(function.name));
        let unused = functions
            .filter(|function| !walked.reached.contains(&(function.name.to_owned(), function.params.len())));
        unused
            .map(|function| {
                let name = function.name;
                let place = self.places.borrow().get(name).copied().unwrap_or(Position::NONE);
                let known = self.definers.keys().map(String::as_str).filter(|known| *known != name);
                let (zh, en) = did_you_mean(nearest(name, known));
                Diagnostic::new(
                    self.sources.place(place),
                    format!("没有规则用到函数“{name}”{zh}"),
                    format!("no rule comes to the function {name}{en}"),
                )
            })
            .collect()
    }

    /// Gives the engine the finished `base`, and finds who answers the hooks.
    fn finish(&mut self, asked: &[&'static Hook], faults: &mut Vec<Diagnostic>) -> Answered {
        let mut base = mem::take(&mut self.base);
        base.build_index();
        self.engine.register_static_module("base", base.into());
        let mut answered = BTreeMap::new();
        for hook in asked.iter().copied().chain(hook::guards()) {
            let mut arities =
                self.ast.iter_functions().filter(|function| function.name == hook.name).peekable();
            let place = self.places.borrow().get(hook.name).copied().unwrap_or(Position::NONE);
            if arities.peek().is_none() {
                if hook.required && faults.is_empty() {
                    faults.push(missing(hook, self.last.clone()));
                }
            } else if arities.any(|function| function.params.len() == hook.subjects.len() + 1) {
                answered.insert(hook.name, (hook, place));
            } else {
                faults.push(misshapen(hook, self.sources.place(place)));
            }
        }
        let guards = self.ast.iter_functions().filter(|function| function.name.starts_with(hook::GUARD));
        for stray in guards.filter(|function| hook::guards().all(|hook| hook.name != function.name)) {
            let place = self.places.borrow().get(stray.name).copied().unwrap_or(Position::NONE);
            faults.push(no_such_guard(stray.name, self.sources.place(place)));
        }
        answered
    }
}
