//! The form in which a response comes in that was an object in JavaScript: JSON whose objects have no keys.
//!
//! JavaScript writes the fields that are read here and no others, in the order of [`Object::names`], each followed by a comma:
//! `{7,"Coffee",,[{1,},{2,}],}` has nothing in its third place. So it is a third as long as the JSON of the object, and is
//! read by the same decoder. The functions that write it are generated from the same lists of names.

use super::decode::Object;
use super::response::{Envelope, Message, User};
use super::user::{Attribution, Group, Milestone, Row, Streak};

/// A kind of object in a response.
#[doc(hidden)]
pub struct Kind {
    /// What it is called.
    pub name: &'static str,
    /// The names of its fields, in the order in which they are written.
    pub fields: &'static [&'static str],
    /// The fields in which objects of this kind stand; a response itself stands in none.
    pub stands_in: &'static [&'static str],
}

/// What is read of a user's response and is no object of it: the customer's profile is not, nor what belongs to a list.
const LEFT_OUT: [&str; 2] = ["customer", "pagination"];

/// All kinds of objects in a user's response, those inside others first.
#[doc(hidden)]
pub fn kinds() -> [Kind; 8] {
    fn kind<T: Object + Default>(name: &'static str, stands_in: &'static [&'static str]) -> Kind {
        Kind { name, fields: T::default().names(), stands_in }
    }
    [
        kind::<Message>("Message", &["errors", "warnings"]),
        kind::<Attribution>("Attribution", &["attribution"]),
        kind::<Milestone>("Milestone", &["milestones"]),
        kind::<Streak>("Streak", &["streaks"]),
        kind::<Row>("Row", &["targets"]),
        kind::<Group>("Group", &["targetGroups"]),
        kind::<User>("User", &["data"]),
        kind::<Envelope>("Envelope", &[]),
    ]
}

/// The TypeScript that writes a response in this form: a function for each kind of object, with a property access for each field,
/// which engines compile to a load. The last one is exported.
pub fn writers() -> String {
    let kinds = kinds();
    let mut out = String::from(
        "// Written by `cargo run --example bindings`: change the Rust types instead.\n\n\
         import { nothing, Template, type WriteFields } from \"../src/fields.js\";\n",
    );
    for Kind { name, fields, .. } in &kinds {
        let export = if *name == "Envelope" { "export " } else { "" };
        let (last, count) = (name.to_lowercase(), fields.len());
        out.push_str(&format!(
            "\nconst {last} = /* @__PURE__ */ new Template({count});\n\n\
             {export}const write{name}: WriteFields = (from, at) => {{\n"
        ));
        for (place, field) in fields.iter().enumerate() {
            let inner = kinds.iter().find(|kind| kind.stands_in.contains(field));
            out.push_str(&match inner {
                _ if LEFT_OUT.contains(field) => format!("  at = nothing({last}.end(at));\n"),
                Some(kind) => {
                    format!("  at = {last}.nested({place}, from[\"{field}\"], write{}, at);\n", kind.name)
                }
                None => format!("  at = {last}.scalar({place}, from[\"{field}\"], at);\n"),
            });
        }
        out.push_str(&format!("  return {last}.end(at);\n}};\n"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Model, Received};

    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    /// The fields of an object, at their places.
    fn object<T: Object + Default>(fields: &[(&str, &str)]) -> String {
        let value =
            |name: &&str| fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value);
        let values: String = T::default().names().iter().map(|name| format!("{},", value(name))).collect();
        format!("{{{values}}}")
    }

    fn response(rows: &[String]) -> String {
        let group =
            object::<Group>(&[("id", "1"), ("name", "\"G\""), ("targets", &format!("[{}]", rows.join(",")))]);
        let user = object::<User>(&[("userId", "7"), ("targetGroups", &format!("[{group}]"))]);
        object::<Envelope>(&[("data", &user)])
    }

    fn parsed(text: &str) -> Option<Model> {
        Model::from_object(text.as_bytes(), Received::default(), None)
    }

    #[test]
    fn means_what_the_same_object_means_with_keys() {
        let row = |achieved: &str, milestones: &str| {
            object::<Row>(&[
                ("targetRuleId", "5"),
                ("periodId", achieved),
                ("targetValue", "10"),
                ("targetAchievedValue", achieved),
                ("milestones", milestones),
            ])
        };
        let milestone = object::<Milestone>(&[("id", "3"), ("triggerValue", "50")]);
        let keyless = response(&[
            row("4", "null"),
            row("5", ""),
            row("6", &format!("[{milestone}]")),
            row("7", "null"),
        ]);
        let text = r#"{"data":{"userId":7,"targetGroups":[{"id":1,"name":"G","targets":[
            {"targetRuleId":5,"periodId":4,"targetValue":10,"targetAchievedValue":4,"milestones":null},
            {"targetRuleId":5,"periodId":5,"targetValue":10,"targetAchievedValue":5},
            {"targetRuleId":5,"periodId":6,"targetValue":10,"targetAchievedValue":6,"milestones":[{"id":3,"triggerValue":50}]},
            {"targetRuleId":5,"periodId":7,"targetValue":10,"targetAchievedValue":7,"milestones":null}]}]}}"#;
        let model = Model::parse(text.as_bytes(), Received::default(), None).unwrap();
        assert_eq!(format!("{:?}", parsed(&keyless).unwrap()), format!("{model:?}"));
    }

    #[test]
    fn what_is_odd_or_wrong_is_left_to_the_json() {
        assert!(parsed(&response(&[object::<Row>(&[("targetValue", "1")])])).is_some());
        for odd in ["\"soon\"", "{}", "{1,}", "[]", "nul", ""] {
            let row = object::<Row>(&[("targetValue", "1"), ("periodStartDate", odd)]);
            assert_eq!(parsed(&response(&[row])).is_some(), odd.is_empty(), "{odd}");
        }
        for broken in ["", "{", "{,", "{1", "{,,,,,,,,,,1}", "{{,7,[", "[]", "{}", "{,}"] {
            assert!(parsed(broken).is_none(), "{broken}");
        }
    }
}
