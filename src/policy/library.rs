//! All packs at hand and what is in force on a day.

use std::collections::{BTreeMap, BTreeSet};

use include_dir::{Dir, include_dir};
use jiff::civil::Date;

use crate::domain::hash;

use super::{
    error::{Diagnostic, PackError},
    pack::{self, Manifest, PackSource},
};

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/rules");

/// The packs by id, each with everything published of it.
#[derive(Debug, Clone, Default)]
pub struct PackLibrary {
    /// By id: in the order of publishing, with the day from which each is in force.
    lines: BTreeMap<String, Vec<Published>>,
}

/// One version of a pack and its first day.
#[derive(Debug, Clone)]
pub struct Published {
    pub effective: Date,
    pub source: PackSource,
    manifest: Manifest,
}

/// The packs that govern a day: the one asked for last, what it extends before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain(Vec<PackSource>);

impl Chain {
    pub fn layers(&self) -> &[PackSource] {
        &self.0
    }

    /// Content hash of everything that decides.
    pub fn hash(&self) -> String {
        pack::hash(&self.0)
    }
}

/// The files of the packs compiled into the program, by path under `rules/`.
pub fn embedded_files() -> BTreeMap<String, String> {
    fn collect(dir: &Dir<'_>, files: &mut BTreeMap<String, String>) {
        for file in dir.files() {
            if let (Some(path), Some(text)) = (file.path().to_str(), file.contents_utf8()) {
                files.insert(path.to_owned(), text.to_owned());
            }
        }
        dir.dirs().for_each(|dir| collect(dir, files));
    }
    let mut files = BTreeMap::new();
    collect(&EMBEDDED, &mut files);
    files
}

/// Splits files by path under `rules/` into packs. A folder with a `pack.toml` is a pack named after it; `variants/`
/// only groups packs.
pub fn packs(files: &BTreeMap<String, String>) -> Vec<PackSource> {
    let records_of = files.keys().filter_map(|path| path.strip_suffix("/pack.toml"));
    records_of
        .map(|folder| PackSource {
            id: folder.rsplit('/').next().unwrap_or(folder).to_owned(),
            files: files
                .iter()
                .filter_map(|(path, text)| {
                    let inside = path.strip_prefix(folder)?.strip_prefix('/')?;
                    Some((inside.to_owned(), text.clone()))
                })
                .collect(),
        })
        .collect()
}

impl PackLibrary {
    /// What all of it is known by: every pack, and from which day.
    pub fn hash(&self) -> String {
        let published = |published: &Published| (published.effective, published.source.files.clone());
        let lines = self.lines.iter().map(|(id, line)| (id, line.iter().map(published).collect::<Vec<_>>()));
        hash::of(&lines.collect::<Vec<_>>())
    }

    /// A library of these packs, each in force from the day its manifest names.
    ///
    /// # Errors
    /// The faults of every manifest that cannot be read.
    pub fn of(packs: impl IntoIterator<Item = PackSource>) -> Result<Self, Vec<Diagnostic>> {
        let (mut library, mut faults) = (Self::default(), Vec::new());
        for source in packs {
            match source.manifest() {
                Ok(manifest) => library.add(manifest.effective, source, manifest),
                Err(more) => faults.extend(more),
            }
        }
        if faults.is_empty() { Ok(library) } else { Err(faults) }
    }

    /// Puts a version in force from a day on. It takes the place of every earlier publication from that day on, also
    /// of those that would have begun later.
    ///
    /// # Errors
    /// The faults of its manifest.
    pub fn publish(&mut self, effective: Date, source: PackSource) -> Result<(), Vec<Diagnostic>> {
        let manifest = source.manifest()?;
        self.add(effective, source, manifest);
        Ok(())
    }

    fn add(&mut self, effective: Date, source: PackSource, manifest: Manifest) {
        self.lines.entry(source.id.clone()).or_default().push(Published { effective, source, manifest });
    }

    /// Ids of all packs.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.lines.keys().map(String::as_str)
    }

    /// The version of a pack in force on a day.
    ///
    /// # Errors
    /// When there is no such pack, or none of it is in force yet.
    pub fn in_force(&self, pack: &str, day: Date) -> Result<&PackSource, PackError> {
        self.published(pack, day).map(|published| &published.source)
    }

    /// The day, and every later one from which the chain of a pack is another.
    pub fn days_of_change(&self, pack: &str, from: Date) -> Vec<Date> {
        let later = self.lines.values().flatten().map(|published| published.effective);
        let later: BTreeSet<Date> = later.filter(|day| *day > from).collect();
        let mut days = vec![from];
        let mut chain = self.chain(pack, from).ok();
        for day in later {
            let then = self.chain(pack, day).ok();
            if then != chain {
                days.push(day);
                chain = then;
            }
        }
        days
    }

    fn published(&self, pack: &str, day: Date) -> Result<&Published, PackError> {
        let line = self.lines.get(pack).ok_or_else(|| PackError::Unknown(pack.to_owned()))?;
        // The latest decision whose day has come: see `publish`.
        line.iter()
            .rfind(|published| published.effective <= day)
            .ok_or_else(|| PackError::NotInForce { pack: pack.to_owned(), day })
    }

    /// The pack and what it extends, each as in force on the day.
    ///
    /// # Errors
    /// [`PackError`].
    pub fn chain(&self, pack: &str, day: Date) -> Result<Chain, PackError> {
        let (mut layers, mut next) = (Vec::new(), Some(pack.to_owned()));
        while let Some(id) = next {
            if layers.iter().any(|layer: &PackSource| layer.id == id) {
                return Err(PackError::Circular(id));
            }
            let published = self.published(&id, day)?;
            layers.push(published.source.clone());
            next = published.manifest.extends.clone();
        }
        layers.reverse();
        Ok(Chain(layers))
    }

    /// What a text of a pack is known by together with everything that it extends, as that is in force on a day: the hash that its
    /// decisions carry. Nothing where it is not known what it extends.
    pub fn hash_of(&self, source: PackSource, day: Date) -> Option<String> {
        let pack = source.id.clone();
        Some(self.with_draft(source).ok()?.chain(&pack, day).ok()?.hash())
    }

    /// The same library with another text of one pack, in force on every day: what an editor tries out.
    ///
    /// # Errors
    /// The faults of its manifest.
    pub fn with_draft(&self, source: PackSource) -> Result<Self, Vec<Diagnostic>> {
        let mut library = self.clone();
        library.lines.remove(&source.id);
        library.publish(Date::MIN, source)?;
        Ok(library)
    }
}
