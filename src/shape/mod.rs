//! The shapes of results: declared once, in Rust, and carried from there to everything that must agree on them.
//!
//! A `record!` is a plain struct. The same declaration also says how it is [packed](Packer) into one list of numbers
//! that crosses the boundary, which TypeScript interface describes it, and which JavaScript reads it back
//! ([`schema`]). So what is documented, what is declared and what is returned cannot drift apart.

mod packer;
pub mod schema;

pub use packer::Packer;

use crate::wire::Id;

/// Something that can stand in a result.
pub trait Shape {
    /// Whether null needs a place of its own in front: a record has no value to spare for it, a number has NaN.
    const TAGGED: bool = false;

    /// Appends the value.
    fn pack(&self, out: &mut Packer);

    /// What the value is called and made of on the other side.
    fn describe(schema: &mut schema::Schema) -> schema::Type;
}

/// Declares a struct that is returned to JavaScript as a plain object with camelCase fields.
macro_rules! record {
    (
        $(#[doc = $doc:literal])*
        pub struct $name:ident $(<$life:lifetime>)? {
            $( $(#[doc = $field_doc:literal])* pub $field:ident: $type:ty, )*
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
        pub struct $name $(<$life>)? {
            $( $(#[doc = $field_doc])* pub $field: $type, )*
        }

        impl $(<$life>)? $crate::shape::Shape for $name $(<$life>)? {
            const TAGGED: bool = true;

            fn pack(&self, out: &mut $crate::shape::Packer) {
                $( self.$field.pack(out); )*
            }

            fn describe(schema: &mut $crate::shape::schema::Schema) -> $crate::shape::schema::Type {
                schema.record(stringify!($name), &[$($doc),*], |schema| {
                    vec![$(
                        $crate::shape::schema::Field::new(
                            stringify!($field),
                            &[$($field_doc),*],
                            <$type as $crate::shape::Shape>::describe(schema),
                        )
                    ),*]
                })
            }
        }
    };
}
pub(crate) use record;

/// Declares an enumeration that is returned to JavaScript as one of a set of strings.
macro_rules! choice {
    (
        $(#[doc = $doc:literal])*
        pub enum $name:ident {
            $( $(#[doc = $variant_doc:literal])* $variant:ident = $text:literal, )*
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize))]
        pub enum $name {
            $( $(#[doc = $variant_doc])* #[cfg_attr(feature = "serde", serde(rename = $text))] $variant, )*
        }

        impl $crate::shape::Shape for $name {
            fn pack(&self, out: &mut $crate::shape::Packer) {
                out.number(f64::from(*self as u8));
            }

            fn describe(schema: &mut $crate::shape::schema::Schema) -> $crate::shape::schema::Type {
                schema.choice(stringify!($name), &[$($doc),*], &[$(($text, &[$($variant_doc),*])),*])
            }
        }
    };
}
pub(crate) use choice;

impl Shape for f64 {
    fn pack(&self, out: &mut Packer) {
        out.number(*self);
    }

    fn describe(_: &mut schema::Schema) -> schema::Type {
        schema::Type::Number
    }
}

impl Shape for Id {
    fn pack(&self, out: &mut Packer) {
        out.number(self.get() as f64);
    }

    fn describe(_: &mut schema::Schema) -> schema::Type {
        schema::Type::Number
    }
}

/// Instants: integers within what a double holds exactly.
impl Shape for i64 {
    fn pack(&self, out: &mut Packer) {
        out.number(*self as f64);
    }

    fn describe(_: &mut schema::Schema) -> schema::Type {
        schema::Type::Number
    }
}

impl Shape for u32 {
    fn pack(&self, out: &mut Packer) {
        out.number(f64::from(*self));
    }

    fn describe(_: &mut schema::Schema) -> schema::Type {
        schema::Type::Number
    }
}

impl Shape for bool {
    fn pack(&self, out: &mut Packer) {
        out.number(f64::from(u8::from(*self)));
    }

    fn describe(_: &mut schema::Schema) -> schema::Type {
        schema::Type::Boolean
    }
}

impl Shape for &str {
    fn pack(&self, out: &mut Packer) {
        out.text(self);
    }

    fn describe(_: &mut schema::Schema) -> schema::Type {
        schema::Type::Text
    }
}

impl Shape for String {
    fn pack(&self, out: &mut Packer) {
        out.new_text(|out| out.push_str(self));
    }

    fn describe(_: &mut schema::Schema) -> schema::Type {
        schema::Type::Text
    }
}

impl<T: Shape> Shape for Option<T> {
    #[inline]
    fn pack(&self, out: &mut Packer) {
        match self {
            None => out.null(),
            Some(value) => {
                if T::TAGGED {
                    out.number(1.0);
                }
                value.pack(out);
            }
        }
    }

    fn describe(schema: &mut schema::Schema) -> schema::Type {
        schema::Type::Nullable(Box::new(T::describe(schema)))
    }
}

impl<T: Shape> Shape for Vec<T> {
    const TAGGED: bool = true;

    fn pack(&self, out: &mut Packer) {
        out.number(self.len() as f64);
        for value in self {
            value.pack(out);
        }
    }

    fn describe(schema: &mut schema::Schema) -> schema::Type {
        schema::Type::Array(Box::new(T::describe(schema)))
    }
}
