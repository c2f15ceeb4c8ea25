//! The TypeScript that belongs to the shapes: interfaces with their documentation, and the functions that read packed
//! results. Written out by `cargo run --example bindings`, never by hand.

use super::Shape;

/// The type of a value in a result.
#[derive(Clone, Debug)]
pub enum Type {
    /// `number`
    Number,
    /// `boolean`
    Boolean,
    /// `string`
    Text,
    /// `string` as well, which is packed as a number: the days since 1970.
    Date,
    /// One of the named strings.
    Choice(&'static str),
    /// An object with a name.
    Record(&'static str),
    /// The value or null.
    Nullable(Box<Type>),
    /// Any number of them.
    Array(Box<Type>),
}

/// A field of a record.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name in JavaScript.
    pub name: String,
    docs: Vec<&'static str>,
    /// Its type.
    pub kind: Type,
}

impl Field {
    /// A field, by its name in Rust.
    pub fn new(name: &str, docs: &[&'static str], kind: Type) -> Field {
        Field { name: camel_case(name.trim_start_matches("r#")), docs: docs.to_vec(), kind }
    }
}

/// A named set of strings.
struct Choice {
    name: &'static str,
    docs: Vec<&'static str>,
    texts: Vec<(&'static str, Vec<&'static str>)>,
}

/// A named object.
struct Record {
    name: &'static str,
    docs: Vec<&'static str>,
    fields: Vec<Field>,
}

/// A result.
struct Root {
    name: &'static str,
    kind: Type,
    is_packed: bool,
}

/// Everything a set of results is made of, in the order in which it was met.
#[derive(Default)]
pub struct Schema {
    records: Vec<Record>,
    choices: Vec<Choice>,
    roots: Vec<Root>,
}

impl Schema {
    /// Adds a result that is handed over as a plain object, and all it is made of.
    pub fn plain<T: Shape>(&mut self, name: &'static str) -> &mut Self {
        self.root::<T>(name, false)
    }

    /// Adds a result that is handed over packed, and all it is made of. `name` is what its reader is called.
    pub fn packed<T: Shape>(&mut self, name: &'static str) -> &mut Self {
        self.root::<T>(name, true)
    }

    fn root<T: Shape>(&mut self, name: &'static str, is_packed: bool) -> &mut Self {
        let kind = T::describe(self);
        self.roots.push(Root { name, kind, is_packed });
        self
    }

    /// Adds a record.
    pub fn record(
        &mut self,
        name: &'static str,
        docs: &[&'static str],
        fields: impl FnOnce(&mut Schema) -> Vec<Field>,
    ) -> Type {
        if self.fields(name).is_none() {
            let place = self.records.len();
            self.records.push(Record { name, docs: docs.to_vec(), fields: Vec::new() });
            let fields = fields(self);
            if let Some(record) = self.records.get_mut(place) {
                record.fields = fields;
            }
        }
        Type::Record(name)
    }

    /// Adds a set of strings.
    pub fn choice(
        &mut self,
        name: &'static str,
        docs: &[&'static str],
        texts: &[(&'static str, &[&'static str])],
    ) -> Type {
        if self.texts(name).is_none() {
            let texts = texts.iter().map(|(text, docs)| (*text, docs.to_vec())).collect();
            self.choices.push(Choice { name, docs: docs.to_vec(), texts });
        }
        Type::Choice(name)
    }

    /// The fields of a record.
    pub fn fields(&self, name: &str) -> Option<&[Field]> {
        self.records.iter().find(|record| record.name == name).map(|record| record.fields.as_slice())
    }

    /// The strings of a choice.
    pub fn texts(&self, name: &str) -> Option<Vec<&'static str>> {
        let choice = self.choices.iter().find(|choice| choice.name == name)?;
        Some(choice.texts.iter().map(|(text, _)| *text).collect())
    }

    /// The TypeScript declarations: what results are made of, with the documentation of the Rust types.
    pub fn types(&self) -> String {
        let mut out = String::from(WRITTEN);
        for Choice { name, docs, texts } in &self.choices {
            let meanings = texts.iter().map(|(text, meaning)| format!(" - `{text}`:{}", meaning.join("")));
            let docs = docs.iter().map(|line| (*line).to_owned()).chain([String::new()]).chain(meanings);
            push_docs(&mut out, "", docs);
            let texts: Vec<String> = texts.iter().map(|(text, _)| format!("\"{text}\"")).collect();
            out.push_str(&format!("export type {name} = {};\n", texts.join(" | ")));
        }
        for Record { name, docs, fields } in &self.records {
            push_docs(&mut out, "", docs);
            out.push_str(&format!("export interface {name} {{"));
            for field in fields {
                push_docs(&mut out, "  ", &field.docs);
                out.push_str(&format!("  {}: {};\n", field.name, typescript(&field.kind)));
            }
            out.push_str("}\n");
        }
        out
    }

    /// The same as JSON, for tests of what is really returned: roots, records and choices by name; a type is
    /// `"number"`, `"boolean"`, `"string"`, the name of a record or a choice, or has `?` or `[]` behind it.
    pub fn json(&self) -> String {
        let object = |entries: Vec<String>| format!("{{{}}}", entries.join(", "));
        let fields = |record: &Record| {
            let fields =
                record.fields.iter().map(|field| format!("{:?}: {:?}", field.name, plain(&field.kind)));
            format!("{:?}: {}", record.name, object(fields.collect()))
        };
        let texts = |choice: &Choice| {
            let texts: Vec<_> = choice.texts.iter().map(|(text, _)| *text).collect();
            format!("{:?}: {texts:?}", choice.name)
        };
        let roots = self.roots.iter().map(|Root { name, kind, .. }| format!("{name:?}: {:?}", plain(kind)));
        let parts = [
            ("roots", roots.collect()),
            ("records", self.records.iter().map(fields).collect()),
            ("choices", self.choices.iter().map(texts).collect::<Vec<_>>()),
        ];
        object(parts.into_iter().map(|(name, entries)| format!("{name:?}: {}", object(entries))).collect())
            + "\n"
    }

    /// The TypeScript that reads packed results: one exported function for each. It is checked against
    /// [`types`](Self::types) when it is compiled.
    ///
    /// Objects are written out as literals, so an engine gives all of a kind one hidden class.
    pub fn readers(&self) -> String {
        let packed = || self.roots.iter().filter(|root| root.is_packed);
        let mut used = Vec::new();
        packed().for_each(|root| self.add_names(&root.kind, &mut used));
        let mut out = String::new();
        for Choice { name, texts, .. } in self.choices.iter().filter(|choice| used.contains(&choice.name)) {
            let texts: Vec<&str> = texts.iter().map(|(text, _)| *text).collect();
            out.push_str(&format!("const {name}s = \"{}\".split(\" \") as {name}[];\n", texts.join(" ")));
        }
        for Record { name, fields, .. } in self.records.iter().filter(|record| used.contains(&record.name)) {
            out.push_str(&format!("const read{name} = (): {name} => ({{\n"));
            for field in fields {
                out.push_str(&format!("  {}: {},\n", field.name, read(&field.kind)));
            }
            out.push_str("});\n");
        }
        for Root { name, kind, .. } in packed() {
            out.push_str(&format!("export const {name} = (): {} => {};\n", typescript(kind), read(kind)));
        }
        let readers: Vec<&str> =
            READERS.iter().copied().filter(|reader| out.contains(&format!(" {reader}("))).collect();
        format!(
            "{WRITTEN}\nimport {{ {} }} from \"../src/packed.js\";\nimport type {{ {} }} from \"./types.js\";\n\n{out}",
            readers.join(", "),
            used.join(", "),
        )
    }

    /// Adds the names of a type and of all it is made of, each once.
    fn add_names(&self, kind: &Type, names: &mut Vec<&'static str>) {
        match kind {
            Type::Number | Type::Boolean | Type::Text | Type::Date => {}
            Type::Nullable(inner) | Type::Array(inner) => self.add_names(inner, names),
            Type::Choice(name) | Type::Record(name) if names.contains(name) => {}
            Type::Choice(name) => names.push(name),
            Type::Record(name) => {
                names.push(name);
                let fields = self.fields(name).unwrap_or_default();
                fields.iter().for_each(|field| self.add_names(&field.kind, names));
            }
        }
    }
}

/// The functions of `pkg/src/packed.ts` that read one value.
const READERS: [&str; 12] = [
    "array",
    "date",
    "flag",
    "maybe",
    "maybeDate",
    "maybeFlag",
    "maybeNumber",
    "maybeOne",
    "maybeText",
    "number",
    "one",
    "text",
];

const WRITTEN: &str = "// Written by `cargo run --example bindings`: change the Rust types instead.\n";

fn typescript(kind: &Type) -> String {
    match kind {
        Type::Number => "number".into(),
        Type::Boolean => "boolean".into(),
        Type::Text | Type::Date => "string".into(),
        Type::Choice(name) | Type::Record(name) => (*name).into(),
        Type::Nullable(inner) => format!("{} | null", typescript(inner)),
        Type::Array(inner) => format!("{}[]", typescript(inner)),
    }
}

fn plain(kind: &Type) -> String {
    match kind {
        Type::Number => "number".into(),
        Type::Boolean => "boolean".into(),
        Type::Text | Type::Date => "string".into(),
        Type::Choice(name) | Type::Record(name) => (*name).into(),
        Type::Nullable(inner) => format!("{}?", plain(inner)),
        Type::Array(inner) => format!("{}[]", plain(inner)),
    }
}

fn read(kind: &Type) -> String {
    match kind {
        Type::Number => "number()".into(),
        Type::Boolean => "flag()".into(),
        Type::Text => "text()".into(),
        Type::Date => "date()".into(),
        Type::Choice(name) => format!("one({name}s)"),
        Type::Record(name) => format!("read{name}()"),
        Type::Array(inner) => format!("array({})", reader(inner)),
        Type::Nullable(inner) => match &**inner {
            Type::Number => "maybeNumber()".into(),
            Type::Boolean => "maybeFlag()".into(),
            Type::Text => "maybeText()".into(),
            Type::Date => "maybeDate()".into(),
            Type::Choice(name) => format!("maybeOne({name}s)"),
            other => format!("maybe({})", reader(other)),
        },
    }
}

/// A function that reads a value, for those that read many.
fn reader(kind: &Type) -> String {
    match kind {
        Type::Record(name) => format!("read{name}"),
        other => format!("() => {}", read(other)),
    }
}

fn push_docs(out: &mut String, indent: &str, docs: impl IntoIterator<Item = impl AsRef<str>>) {
    out.push_str(&format!("\n{indent}/**\n"));
    for line in docs {
        out.push_str(format!("{indent} *{}", line.as_ref()).trim_end());
        out.push('\n');
    }
    out.push_str(&format!("{indent} */\n"));
}

fn camel_case(name: &str) -> String {
    let mut out = String::new();
    for (at, part) in name.split('_').enumerate() {
        let (first, rest) = part.split_at(part.len().min(1));
        out.push_str(&if at == 0 { first.to_owned() } else { first.to_uppercase() });
        out.push_str(rest);
    }
    out
}
