//! One table of a file, read by the rows of its keys: what a row says of a key is what the reader takes.

use std::{collections::BTreeSet, time::Duration};

use toml::de::DeValue;

use super::{
    exercise::Wait,
    keys::{self, Key, Shape},
    value,
};
use crate::base::toml_reader::{self, At, Diagnostics, Fields, LONG_TEXT};

/// A table and the keys that belong in it. A key that is not among them has no value.
#[derive(Clone, Copy)]
pub(super) struct KeyTable<'t> {
    pub(super) fields: &'t Fields<'t>,
    keys: &'t [Key],
}

impl<'t> KeyTable<'t> {
    /// Reports each key that does not belong here. Returns those that were probably meant: they are not missing.
    pub(super) fn new(
        fields: &'t Fields<'t>,
        keys: &'t [Key],
        diagnostics: &mut Diagnostics<'_>,
    ) -> (KeyTable<'t>, BTreeSet<&'static str>) {
        (KeyTable { fields, keys }, fields.only(&keys::names(keys), diagnostics))
    }

    fn row(self, name: &str) -> Option<(Shape, &'t At<DeValue<'t>>)> {
        let key = self.keys.iter().find(|key| key.name == name)?;
        Some((key.shape, self.fields.take(name)?))
    }

    /// The value of a key, of any kind.
    pub(super) fn value(self, name: &str) -> Option<&'t At<DeValue<'t>>> {
        self.row(name).map(|(_, value)| value)
    }

    /// A text of at most the characters of its row.
    pub(super) fn text(self, name: &str, diagnostics: &mut Diagnostics<'_>) -> Option<At<String>> {
        let (shape, value) = self.row(name)?;
        let most = if let Shape::Text(most) | Shape::Id(most) = shape { most } else { LONG_TEXT };
        toml_reader::text(value, most, diagnostics)
    }

    /// A list of texts, each of at most the characters of its row.
    pub(super) fn texts(self, name: &str, diagnostics: &mut Diagnostics<'_>) -> Option<At<Vec<String>>> {
        let (Shape::Texts(most), value) = self.row(name)? else { return None };
        toml_reader::list(value, most, diagnostics).map(|texts| At::new(value.span(), texts))
    }

    /// A whole number within the limits of its row.
    pub(super) fn whole(self, name: &str, diagnostics: &mut Diagnostics<'_>) -> Option<At<u32>> {
        let (Shape::Whole(least, most), value) = self.row(name)? else { return None };
        toml_reader::whole(value, least, most, diagnostics)
    }

    /// A duration, which may be nothing if its row says so.
    pub(super) fn duration(self, name: &str, diagnostics: &mut Diagnostics<'_>) -> Option<At<Duration>> {
        let (Shape::Duration(least), value) = self.row(name)? else { return None };
        toml_reader::duration(value, least, diagnostics)
    }

    /// A duration, which may be nothing if its row says so, or `self`.
    pub(super) fn wait(self, name: &str, diagnostics: &mut Diagnostics<'_>) -> Option<At<Wait>> {
        let (Shape::Wait(least), value) = self.row(name)? else { return None };
        value::wait(value, least, diagnostics)
    }
}
