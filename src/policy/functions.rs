//! The functions of a chain of packs, as they were read: what walking looks through before they run, and what a comparison
//! compiles further.

use std::{collections::BTreeMap, rc::Rc};

use rhai::{AST, ASTNode, Stmt};

/// A function by name, `travel#0` in the layer that was overridden, and number of parameters.
pub(crate) type Name = (String, usize);

/// One function of a script.
#[derive(Debug)]
pub(crate) struct Function {
    pub(crate) parameters: Vec<String>,
    pub(crate) body: Vec<Stmt>,
}

/// All functions of a chain of packs.
#[derive(Debug, Default)]
pub(crate) struct Functions(BTreeMap<Name, Rc<Function>>);

impl Functions {
    /// Adds the functions of a file under their own names, where they replace those of the layers before, and under the
    /// layer's number.
    pub(crate) fn add(&mut self, ast: &AST, layer: usize) {
        for found in ast.iter_functions() {
            let arity = found.params.len();
            let mut alone = ast.clone();
            alone.retain_functions(|_, _, name, taken| name == found.name && taken == arity);
            let mut body = Vec::new();
            alone.walk(&mut |path: &[ASTNode<'_>]| {
                if let [ASTNode::Stmt(stmt)] = path {
                    body.push((*stmt).clone());
                }
                true
            });
            let parameters = found.params.iter().map(|name| (*name).to_owned()).collect();
            let function = Rc::new(Function { parameters, body });
            self.0.insert((format!("{}#{layer}", found.name), arity), Rc::clone(&function));
            self.0.insert((found.name.to_owned(), arity), function);
        }
    }

    pub(crate) fn get(&self, name: &Name) -> Option<&Rc<Function>> {
        self.0.get(name)
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &Function> {
        self.0.values().map(|function| &**function)
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(|(name, _)| name.as_str())
    }
}
