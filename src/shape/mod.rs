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
    /// Appends the value.
    fn pack(&self, out: &mut Packer);

    /// Appends the value or null. A record has no value to spare for null, and so a place of its own in front; a number has NaN.
    #[inline]
    fn pack_maybe(value: Option<&Self>, out: &mut Packer) {
        match value {
            None => out.number(f64::NAN),
            Some(value) => {
                out.number(1.0);
                value.pack(out);
            }
        }
    }

    /// What the value is called and made of on the other side.
    fn describe(schema: &mut schema::Schema) -> schema::Type;
}

/// What is packed as one number.
macro_rules! packed_as_number {
    ($number:expr) => {
        #[inline]
        fn pack(&self, out: &mut $crate::shape::Packer) {
            out.number($number(self));
        }

        #[inline]
        fn pack_maybe(value: Option<&Self>, out: &mut $crate::shape::Packer) {
            out.number(value.map_or(f64::NAN, $number));
        }
    };
}
pub(crate) use packed_as_number;

/// Declares a struct that is returned to JavaScript as a plain object with camelCase fields. Fields with `#[serde(skip)]`, which
/// come last, are not part of the result.
macro_rules! record {
    (
        $(#[doc = $doc:literal])*
        pub struct $name:ident $(<$life:lifetime>)? {
            $( $(#[doc = $field_doc:literal])* pub $field:ident: $type:ty, )*
            $( #[serde(skip)] $(#[doc = $skipped_doc:literal])* pub $skipped:ident: $skipped_type:ty, )*
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize)]
        #[serde(rename_all = "camelCase")]
        pub struct $name $(<$life>)? {
            $( $(#[doc = $field_doc])* pub $field: $type, )*
            $( #[serde(skip)] $(#[doc = $skipped_doc])* pub $skipped: $skipped_type, )*
        }

        impl $(<$life>)? $crate::shape::Shape for $name $(<$life>)? {
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
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
        pub enum $name {
            $( $(#[doc = $variant_doc])* #[serde(rename = $text)] $variant, )*
        }

        impl $name {
            /// The text that stands for it in results.
            pub fn as_str(self) -> &'static str {
                match self {
                    $( $name::$variant => $text, )*
                }
            }
        }

        impl $crate::shape::Shape for $name {
            $crate::shape::packed_as_number!(|choice: &$name| f64::from(*choice as u8));

            fn describe(schema: &mut $crate::shape::schema::Schema) -> $crate::shape::schema::Type {
                schema.choice(stringify!($name), &[$($doc),*], &[$(($text, &[$($variant_doc),*])),*])
            }
        }
    };
}
pub(crate) use choice;

impl Shape for f64 {
    packed_as_number!(|number: &f64| *number);

    fn describe(_: &mut schema::Schema) -> schema::Type {
        schema::Type::Number
    }
}

impl Shape for Id {
    packed_as_number!(|id: &Id| id.get() as f64);

    fn describe(_: &mut schema::Schema) -> schema::Type {
        schema::Type::Number
    }
}

/// Instants: integers within what a double holds exactly.
impl Shape for i64 {
    packed_as_number!(|number: &i64| *number as f64);

    fn describe(_: &mut schema::Schema) -> schema::Type {
        schema::Type::Number
    }
}

impl Shape for u32 {
    packed_as_number!(|number: &u32| f64::from(*number));

    fn describe(_: &mut schema::Schema) -> schema::Type {
        schema::Type::Number
    }
}

impl Shape for bool {
    packed_as_number!(|flag: &bool| f64::from(u8::from(*flag)));

    fn describe(_: &mut schema::Schema) -> schema::Type {
        schema::Type::Boolean
    }
}

impl Shape for &str {
    #[inline]
    fn pack(&self, out: &mut Packer) {
        Self::pack_maybe(Some(self), out);
    }

    #[inline]
    fn pack_maybe(value: Option<&Self>, out: &mut Packer) {
        out.text(value.copied());
    }

    fn describe(_: &mut schema::Schema) -> schema::Type {
        schema::Type::Text
    }
}

impl Shape for String {
    fn pack(&self, out: &mut Packer) {
        Self::pack_maybe(Some(self), out);
    }

    fn pack_maybe(value: Option<&Self>, out: &mut Packer) {
        out.new_text(value, |text, out| out.push_str(text));
    }

    fn describe(_: &mut schema::Schema) -> schema::Type {
        schema::Type::Text
    }
}

impl<T: Shape> Shape for Option<T> {
    #[inline]
    fn pack(&self, out: &mut Packer) {
        T::pack_maybe(self.as_ref(), out);
    }

    fn describe(schema: &mut schema::Schema) -> schema::Type {
        schema::Type::Nullable(Box::new(T::describe(schema)))
    }
}

impl<T: Shape> Shape for Vec<T> {
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
