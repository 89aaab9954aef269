//! From a chain of packs to a policy: one engine, one script, one table of parameters.
//!
//! A child's function replaces its parent's of the same name wherever it is called, in the parent's own code too.
//! `base::name(…)` calls what the parent had: while a layer is read, the name after `base::` is given the number of the
//! layer that defines it, and the module `base` holds every layer's functions under such names.

use std::{cell::RefCell, collections::BTreeMap, mem, rc::Rc};

use rhai::{AST, Engine, LexError, Module, Position, Token};

use super::{
    Policy,
    answered::{Answered, Said},
    decision::{Place, Reads},
    error::Diagnostic,
    fields,
    hook::{self, HOOKS, Hook},
    host,
    library::Chain,
    nearest::{did_you_mean, nearest},
    pack::PackSource,
    parameter::{self, Parameter},
    sandbox::{self, BANNED},
    source_map::SourceMap,
    texts::{Section, Texts},
    vocabulary,
};
use crate::domain::{Fields, Kind};

/// The largest script file read, in bytes.
const LARGEST: usize = 200_000;

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
        let mut added = Fields::default();
        for layer in chain.layers() {
            match layer.manifest() {
                Ok(manifest) => loops |= manifest.loops,
                Err(more) => faults.extend(more),
            }
            faults.extend(parameter::merge(&mut parameters, layer));
            faults.extend(texts.merge(layer));
            faults.extend(fields::merge(&mut added, layer));
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
        Ok(Self {
            hash: chain.hash().into(),
            breaks: breaks(&parameters),
            frames: RefCell::default(),
            parameters,
            fields: added,
            texts,
            engine: scripts.engine,
            ast: scripts.ast,
            running: RefCell::default(),
            sources: scripts.sources,
            hooks,
            said: scripts.said.take(),
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

fn too_many_parameters(last: &Place) -> Diagnostic {
    let place = Place { file: "parameters.toml".to_owned(), ..last.clone() };
    let most = Reads::MOST;
    Diagnostic::new(
        place,
        format!("参数不能超过 {most} 个"),
        format!("a policy can have at most {most} parameters"),
    )
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
    said: Rc<RefCell<Said>>,
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
            said: Rc::default(),
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
            match self.engine.compile(&padded) {
                Err(error) => {
                    let place = self.sources.place(error.position());
                    let (zh, en) = parse_error(&error);
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
            own.insert(key, Place { ..file.clone() });
            let mut renamed = function.as_ref().clone();
            renamed.name = format!("{}#{}", function.name, self.layers).into();
            self.base.set_script_fn(renamed);
        }
        let so_far = mem::replace(&mut self.ast, AST::empty());
        self.ast = so_far.merge(ast);
    }

    /// Makes the engine's reader note where functions are defined and what is said in quotes, refuse banned words, and
    /// number the names after `base::`.
    #[expect(deprecated, reason = "Rhai marks the token hook as volatile; the version is pinned")]
    fn read_names(&mut self) {
        let definers = self.definers.clone();
        let places = Rc::clone(&self.places);
        let said = Rc::clone(&self.said);
        let before = RefCell::new([None::<Token>, None]);
        self.engine.on_parse_token(move |token, position, _| {
            let mut before = before.borrow_mut();
            let token = match (&before[0], &before[1], token) {
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
                (function, paren, Token::StringConstant(text)) => {
                    let mut said = said.borrow_mut();
                    if let (Some(Token::Identifier(function)), Some(Token::LeftParen)) = (function, paren)
                        && let Some(section) = Section::said_by(function)
                    {
                        said.codes.entry((section, text.to_string())).or_insert(position);
                    }
                    said.strings.insert(text.to_string());
                    Token::StringConstant(text)
                }
                (_, _, token) if BANNED.contains(&token.to_string().as_str()) => {
                    Token::LexError(Box::new(LexError::UnexpectedInput(token.to_string())))
                }
                (_, _, token) => token,
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

fn missing(hook: &Hook, place: Place) -> Diagnostic {
    Diagnostic::new(
        place,
        format!("缺少规则函数 {}", hook.signature()),
        format!("the rule function {} is missing", hook.signature()),
    )
}

fn misshapen(hook: &Hook, place: Place) -> Diagnostic {
    Diagnostic::new(
        place,
        format!("应写成 {}", hook.signature()),
        format!("it should be {}", hook.signature()),
    )
}

fn no_such_guard(name: &str, place: Place) -> Diagnostic {
    let meant = nearest(name, hook::guards().map(|hook| hook.name));
    let (zh, en) = did_you_mean(meant);
    Diagnostic::new(
        place,
        format!("没有“{name}”所指的步骤；名称应为 may_步骤_类别{zh}"),
        format!("{name} names no step of a workflow; write may_<verb>_<kind>{en}"),
    )
}

fn parse_error(error: &rhai::ParseError) -> (String, String) {
    let (mut zh, mut en) = (parse_error_zh(error), error.err_type().to_string());
    if let rhai::ParseErrorType::VariableUndefined(name) = error.err_type() {
        if vocabulary::subjects().any(|subject| subject == name) {
            return (format!("{zh}，函数的参数中没有写"), format!("{en}; the function does not take it"));
        }
        let (more_zh, more_en) = did_you_mean(nearest(name, vocabulary::subjects()));
        zh.push_str(&more_zh);
        en.push_str(&more_en);
    }
    (zh, en)
}

fn parse_error_zh(error: &rhai::ParseError) -> String {
    use rhai::ParseErrorType as Kind;
    match error.err_type() {
        Kind::BadInput(LexError::UnexpectedInput(word)) => format!("不能使用“{word}”"),
        Kind::UnexpectedEOF => "脚本没有写完，可能缺少右括号".to_owned(),
        Kind::MissingToken(token, _) => format!("缺少“{token}”"),
        Kind::VariableUndefined(name) => format!("没有变量“{name}”"),
        Kind::ModuleUndefined(name) => format!("没有模块“{name}”"),
        Kind::Reserved(word) | Kind::MissingSymbol(word) => format!("不能使用“{word}”"),
        Kind::LoopBreak => "break 或 continue 只能用在循环里".to_owned(),
        Kind::ExprTooDeep => "表达式嵌套过深".to_owned(),
        Kind::FnDuplicatedDefinition(name, _) => format!("函数“{name}”重复定义"),
        Kind::LiteralTooLarge(what, _) => format!("{what} 过大"),
        other => format!("语法错误：{other}"),
    }
}
