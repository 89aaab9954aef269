//! Fields that a pack adds show up everywhere a field does, and taking the pack away loses nothing.

use jiff::civil::date;
use keqiao::{
    app::{
        import, policies,
        records::{self, FormValues, Seen},
        workspace::{RecordView, Workspace},
    },
    domain::{Fields, Kind, Lang, field::Fact},
    exchange,
    policy::{
        Diagnostic, PackLibrary, PackSource, Policy, embedded_files,
        facts::{self, Standing},
        hook::SUBSIDY,
        packs,
        subjects::SCHOOL,
    },
    store::{MemoryStore, Store},
};
use pollster::block_on;
use serde_json::json;

use crate::{
    story::{actor, demo_store, paper},
    table::open_table,
};

const TODAY: jiff::civil::Date = date(2026, 7, 6);

const DECLARED: &str = r#"
[school.labs]
label = { zh = "科学实验室", en = "Science labs" }
type = "count"
range = [0, 50]
unit = { zh = "间", en = "rooms" }
help = { zh = "可用于课后服务的", en = "Usable in after-school service" }

[school.club_days]
label = { zh = "社团活动日", en = "Club days" }
type = "choices"
choices = [{ code = "mon", zh = "周一", en = "Monday" }, { code = "wed", zh = "周三", en = "Wednesday" }]

[school.contact_phone]
label = { zh = "联系电话", en = "Contact phone" }
type = "text"
personal = true
"#;

/// Henan with these fields, and a bonus that depends on one of them.
fn pack(declared: &str) -> PackSource {
    let files = packs(&embedded_files());
    let mut pack = files.into_iter().find(|pack| pack.id == "henan").expect("henan");
    pack.files.insert("fields.toml".into(), declared.into());
    let script = "fn subsidy(session, instructor, school, p) {\n    if !is_missing(school.labs) && school.labs >= 2 {\n        line(\"labs\", 10);\n    }\n    total()\n}\n";
    pack.files.insert("labs.rhai".into(), script.into());
    pack
}

fn compile(declared: &str) -> Result<Policy, Vec<Diagnostic>> {
    let library = PackLibrary::of(packs(&embedded_files()))?.with_draft(pack(declared))?;
    Policy::compile(&library.chain("henan", date(2026, 3, 5)).expect("a chain"))
}

fn fields() -> Fields {
    compile(DECLARED).expect("compiles").fields().clone()
}

fn open(store: &impl Store, fields: Fields) -> Workspace {
    block_on(Workspace::load(store)).expect("loads").with_fields(fields)
}

fn school(workspace: &Workspace) -> String {
    workspace.schools.all().next().expect("a school").code.clone()
}

/// A record as its form holds it.
fn filled(workspace: &Workspace, record: &RecordView<'_>) -> FormValues {
    let value = |key: &str| record.values.get(key).unwrap_or(&serde_json::Value::Null);
    let fields = workspace.fields().of(record.kind);
    fields.map(|field| (field.key, field.write(value(field.key)))).collect()
}

/// Saves the school's form with these texts in it.
fn save(store: &MemoryStore, workspace: &Workspace, changes: &[(&'static str, &str)]) {
    let id = school(workspace);
    let record = workspace.find(Kind::School, &id).expect("there");
    let mut filled = filled(workspace, &record);
    filled.extend(changes.iter().map(|(key, text)| (*key, (*text).to_owned())));
    let seen = Seen { id: &id, revision: record.revision };
    block_on(records::save(store, workspace, &actor(), (Kind::School, Some(seen)), &filled, Vec::new()))
        .expect("saved");
}

#[test]
fn a_field_of_a_pack_is_in_form_table_workbook_and_schema() {
    let store = demo_store();
    save(
        &store,
        &open(&store, fields()),
        &[("labs", "3"), ("club_days", "周一、周三"), ("contact_phone", "0371-1234")],
    );
    let workspace = open(&store, fields());
    let id = school(&workspace);
    let record = workspace.find(Kind::School, &id).expect("there");
    assert_eq!(record.values["labs"], json!(3));
    assert_eq!(record.values["club_days"], json!(["mon", "wed"]));

    let listing = open_table(workspace.clone(), None, Kind::School, TODAY, Lang::En);
    let titles: Vec<_> = listing.shown().map(|column| column.label.en).collect();
    assert!(titles.ends_with(&["Science labs", "Club days"]), "{titles:?}");

    let book = exchange::with_records(
        workspace.fields(),
        &[Kind::School],
        &|kind| import::records(&workspace, None, kind),
        TODAY,
        None,
    )
    .expect("a workbook");
    let sheets = exchange::read(&book).expect("sheets");
    let read = import::check(&workspace, &actor(), &sheets);
    let counts = read.summary.counts.first().expect("schools").1;
    assert_eq!((counts.changed, counts.new, counts.faulty), (0, 0, 0), "{:?}", read.summary.problems);

    let schema = exchange::schema::schema(workspace.fields());
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let file = |labs: serde_json::Value| {
        let mut school = serde_json::to_value(workspace.schools.all().next()).expect("json");
        school["@extra"] = json!({ "labs": labs });
        json!({ "school": [school] })
    };
    assert!(validator.is_valid(&file(json!(3))));
    assert!(!validator.is_valid(&file(json!(99))));
}

#[test]
fn values_outlive_the_pack_through_edits_and_imports() {
    let store = demo_store();
    save(&store, &open(&store, fields()), &[("labs", "3")]);

    // The pack goes: the field is nowhere, and an edit and an import leave its value alone.
    let without = open(&store, Fields::default());
    assert!(without.fields().get(Kind::School, "labs").is_none());
    save(&store, &without, &[("pupils", "321")]);
    let without = open(&store, Fields::default());
    let book = exchange::with_records(
        without.fields(),
        &[Kind::School],
        &|kind| {
            let mut schools = import::records(&without, None, kind);
            schools[0]["pupils"] = json!(322);
            schools
        },
        TODAY,
        None,
    )
    .expect("a workbook");
    let read = import::check(&without, &actor(), &exchange::read(&book).expect("sheets"));
    assert_eq!(read.batch.len(), 1);
    block_on(import::import(&store, &without, &actor(), &read.batch, &paper(), &Default::default()))
        .expect("imported");

    // It comes back, and so does the value.
    let again = open(&store, fields());
    let record = again.find(Kind::School, &school(&again)).expect("there");
    assert_eq!((&record.values["labs"], &record.values["pupils"]), (&json!(3), &json!(322)));

    // Emptied in the form it is gone.
    save(&store, &again, &[("labs", "")]);
    let record_values = open(&store, fields());
    let record = record_values.find(Kind::School, &school(&record_values)).expect("there");
    assert!(!record.envelope.extra.contains_key("labs"));
}

#[test]
fn a_form_is_held_to_the_field_s_own_range() {
    let store = demo_store();
    let workspace = open(&store, fields());
    let record = workspace.find(Kind::School, &school(&workspace)).expect("there");
    let mut filled = filled(&workspace, &record);
    filled.insert("labs", "51".into());
    let problems = records::read(&workspace, Kind::School, None, &filled).expect_err("too many");
    assert_eq!(problems.iter().map(|problem| problem.field).collect::<Vec<_>>(), ["labs"]);
}

#[test]
fn a_rule_sees_the_field_and_never_what_is_personal() {
    let policy = compile(DECLARED).expect("compiles");
    let keys: Vec<_> = SCHOOL.fields(policy.fields()).map(|field| field.key).collect();
    assert!(keys.contains(&"labs") && !keys.contains(&"contact_phone"), "{keys:?}");
    let store = demo_store();
    let workspace = open(&store, fields());
    let session = workspace.sessions.all().next().expect("a session");
    let (instructor, school) = (
        workspace.instructors.get(&session.instructor).expect("an instructor"),
        workspace.schools.get(&session.school).expect("a school"),
    );
    let earns = |labs: Fact| {
        let facts = facts::of_session(
            session.date,
            (session.clone(), Vec::new()),
            Standing::default(),
            (instructor.clone(), Vec::new()),
            (school.clone(), vec![("labs", labs)]),
        );
        policy.ask(&SUBSIDY, session.date, &facts).expect("a decision").lines.len()
    };
    assert_eq!(earns(Fact::Missing), 0);
    assert_eq!(earns(Fact::Number(2.into())), 1);
}

#[test]
fn a_faulty_declaration_is_refused_at_its_line() {
    for (declared, said) in [
        ("[school.pupils]\nlabel = { zh = \"学生\" }\ntype = \"count\"", "a field of this kind already"),
        (
            "[school.x]\nlabel = { zh = \"学生数\", en = \"x\" }\ntype = \"count\"",
            "a field of this kind already",
        ),
        ("[scool.x]\nlabel = { zh = \"x\" }\ntype = \"flag\"", "there is no kind scool"),
        ("[school.x]\ntype = \"flag\"", "`label` is missing"),
        ("[school.x]\nlabel = { zh = \"x\" }\ntype = \"number\"", "should be one of text"),
        ("[school.x]\nlabel = { zh = \"x\" }\ntype = \"choice\"", "`choices` should be"),
        (
            "[school.x]\nlabel = { zh = \"x\" }\ntype = \"choice\"\nchoices = [{ code = \"a\", zh = \"a,b\" }]",
            "without commas",
        ),
        (
            "[school.x]\nlabel = { zh = \"x\" }\ntype = \"reference\"\nkinds = [\"ship\"]",
            "kinds it may refer to",
        ),
        ("[school.x]\nlabel = { zh = \"x\" }\ntype = \"count\"\nrange = [5, 1]", "[least, most]"),
        (
            "[school.x]\nlabel = { zh = \"x\" }\ntype = \"count\"\ndefault = \"many\"",
            "not a value of this field",
        ),
        ("[school.x]\nlabel = { zh = \"x\" }\ntype = \"flag\"\nclause = \"九.9\"", "no clause of the notice"),
        (
            "[school.x]\nlabel = { zh = \"x\" }\ntype = \"flag\"\ncolour = \"red\"",
            "`colour` says nothing of a field",
        ),
        ("[school.X]\nlabel = { zh = \"x\" }\ntype = \"flag\"", "lower-case letters"),
        ("[school.x]\nlabel = { zh = \"x\" }\ntype = \"text\"\nmax = 0", "should be 1 to 200"),
        ("[document.open_dispatches]\nlabel = { zh = \"x\" }\ntype = \"count\"", "a fact that rules derive"),
        (
            "[session.paid_hours_before]\nlabel = { zh = \"x\" }\ntype = \"decimal\"",
            "a fact that rules derive",
        ),
        ("[school.x]\nlabel = { zh = \"学生数（在校）\" }\ntype = \"count\"", "a field of this kind already"),
        ("[school.x]\nlabel = { zh = \"x\" }\ntype = \"money\"\nrange = [-5, -1]", "should begin at 0"),
        (
            "[school.x]\nlabel = { zh = \"x\" }\ntype = \"text\"\nsummed = true",
            "is for a count, a decimal or money",
        ),
        ("school = 3", "should be [kind.field]"),
        ("[school.x", "not valid TOML"),
    ] {
        let faults = compile(declared).expect_err(declared);
        let fault = faults.iter().find(|fault| fault.place.file == "fields.toml").expect(declared);
        assert!(fault.message.en.contains(said), "{declared}\n{fault}");
        assert!(fault.place.line >= 1 && !fault.message.zh.is_empty(), "{declared}\n{fault}");
    }
}

#[test]
fn what_governs_says_which_fields_there_are() {
    let store = demo_store();
    let workspace = block_on(Workspace::load(&store)).expect("loads");
    let shipped = embedded_files();
    let library = policies::library(&shipped, &workspace).expect("packs");
    let fields = policies::fields(&library, &workspace, date(2026, 3, 5));
    assert!(fields.get(Kind::School, "science_vice_principal").is_some());
}

#[test]
fn a_name_that_the_language_keeps_for_itself_is_refused() {
    let faults = compile("[school.switch]\nlabel = { zh = \"x\" }\ntype = \"flag\"").expect_err("reserved");
    assert!(faults[0].message.en.contains("reserved word"), "{faults:?}");
}

#[test]
fn a_label_in_a_table_of_its_own_counts() {
    let label = |zh: &str| {
        let declared = format!("[school.x]\ntype = \"flag\"\n[school.x.label]\nzh = \"{zh}\"\n");
        let policy = compile_fields(&declared);
        policy.fields().get(Kind::School, "x").expect("declared").label.zh
    };
    assert_eq!((label("甲"), label("乙"), label("甲")), ("甲", "乙", "甲"));
}

/// Henan with these fields and no script that reads others.
fn compile_fields(declared: &str) -> Policy {
    let mut pack = pack(declared);
    pack.files.remove("labs.rhai");
    let library = PackLibrary::of(packs(&embedded_files())).expect("manifests");
    let library = library.with_draft(pack).expect("a manifest");
    let chain = library.chain("henan", date(2026, 3, 5)).expect("a chain");
    Policy::compile(&chain).unwrap_or_else(|faults| panic!("{faults:?}"))
}

#[test]
fn a_long_list_and_a_wide_range_still_make_a_workbook_that_reads_back() {
    let options: Vec<_> =
        (0..40).map(|n| format!("{{ code = \"c{n}\", zh = \"很长的选项名称{n}\" }}")).collect();
    let declared = format!(
        "[school.kind_of]\nlabel = {{ zh = \"类 型（自定）\" }}\ntype = \"choice\"\nchoices = [{}]\n\
         [school.wide]\nlabel = {{ zh = \"宽\" }}\ntype = \"count\"\nrange = [-5000000000, 5000000000]\n",
        options.join(", ")
    );
    let store = demo_store();
    let fields = compile_fields(&declared).fields().clone();
    save(&store, &open(&store, fields.clone()), &[("kind_of", "很长的选项名称7"), ("wide", "4999999999")]);
    let workspace = open(&store, fields);
    let book = exchange::with_records(
        workspace.fields(),
        &[Kind::School],
        &|kind| import::records(&workspace, None, kind),
        TODAY,
        None,
    )
    .expect("a workbook");
    let read = import::check(&workspace, &actor(), &exchange::read(&book).expect("sheets"));
    let counts = read.summary.counts.first().expect("schools").1;
    assert_eq!((counts.changed, counts.faulty), (0, 0), "{:?}", read.summary.problems);
}

#[test]
fn a_sheet_older_than_the_field_is_still_read() {
    let store = demo_store();
    let older = open(&store, Fields::default());
    let book = exchange::with_records(
        older.fields(),
        &[Kind::School],
        &|kind| import::records(&older, None, kind),
        TODAY,
        None,
    )
    .expect("a workbook");
    let declared = "[school.must]\nlabel = { zh = \"必填项\" }\ntype = \"text\"\nrequired = true\n";
    let newer = open(&store, compile_fields(declared).fields().clone());
    let read = import::check(&newer, &actor(), &exchange::read(&book).expect("sheets"));
    assert_eq!(read.summary.problem_count, 0, "{:?}", read.summary.problems);
}
#[test]
fn what_is_written_twice_in_a_list_counts_once() {
    let days = Kind::Need.field("weekdays").expect("a field");
    assert_eq!(days.read("周三、周一、周三"), Ok(serde_json::json!(["wed", "mon"])));
    let units = Kind::Document.field("recipients").expect("a field");
    assert_eq!(units.read("b、a、b"), Ok(serde_json::json!(["b", "a"])));
}
