//! Values with their place in the input, or with the reason why they are not known.

use super::QuickFlag;
use crate::source::Place;
use crate::text::{bounded, shortened};

/// Why a value is not known. A rule that needs the value is skipped, and the report says so.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Unknown {
    /// A macro that only Palette can resolve, at deployment; its text.
    Macro(String),
    /// A profile variable without a value; its name.
    Variable(String),
    /// The pack that sets it is named without its values; its name.
    PackValues(String),
    /// The pack is named without its directory, and so without its pack.json.
    NameOnly,
    /// A pack has a key that packlint does not know in a place where the setting could be.
    OtherKey {
        /// The key's path.
        key: String,
        /// The pack's name, or the values file.
        pack: String,
        /// The setting.
        setting: &'static str,
    },
    /// A pack reads the setting only from a later version on.
    PackVersion {
        /// The pack, with its version.
        pack: String,
        /// The first version that reads it.
        since: (u64, u64),
    },
    /// It is marked sensitive, and packlint does not look at it.
    Sensitive,
    /// Terraform does not know it yet, or packlint does not evaluate it: "it is known after apply".
    Terraform(String),
    /// None of the listed packs is of the kind that sets it: "a CNI pack".
    NoSuchPack(&'static str),
    /// It is missing from the input.
    NotGiven {
        /// What: "the number of nodes".
        what: &'static str,
        /// The quick flag that gives it.
        flag: Option<QuickFlag>,
    },
    /// A chart's schema for its values cannot be used.
    ChartSchema {
        /// The chart's name.
        chart: String,
        /// Why: "it refers to https://…".
        why: String,
    },
    /// It is invalid, and has its own finding.
    Invalid,
    /// Replaces all others of a file, when too many would be listed.
    More,
}

/// A value that is not known, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Gap {
    /// Where the value is, or would be.
    pub(crate) place: Place,
    pub(crate) unknown: Unknown,
}

impl Gap {
    /// A missing value that no quick flag gives.
    pub(crate) fn not_given(place: Place, what: &'static str) -> Self {
        Gap {
            place,
            unknown: Unknown::not_given(what),
        }
    }
}

/// What is known of several things, and why others are not.
#[derive(Clone, Debug)]
pub(crate) struct Partial<T> {
    pub(crate) known: Vec<T>,
    pub(crate) gaps: Vec<Gap>,
}

impl<T> Default for Partial<T> {
    fn default() -> Self {
        Partial {
            known: Vec::new(),
            gaps: Vec::new(),
        }
    }
}

impl<T> Partial<T> {
    pub(crate) fn add(&mut self, value: Result<T, Gap>) {
        match value {
            Ok(value) => self.known.push(value),
            Err(gap) => self.gaps.push(gap),
        }
    }
}

impl Unknown {
    /// It is missing, and no quick flag gives it.
    pub(crate) fn not_given(what: &'static str) -> Self {
        Unknown::NotGiven { what, flag: None }
    }

    /// The quick flag that gives it.
    pub(crate) fn flag(&self) -> Option<QuickFlag> {
        match self {
            Unknown::NotGiven { flag, .. } => *flag,
            _ => None,
        }
    }

    /// The reason in words.
    pub(crate) fn reason(&self) -> String {
        match self {
            Unknown::Macro(text) => format!("Palette replaces {text} only at deployment"),
            Unknown::Variable(name) => format!("profile variable '{name}' has no value"),
            Unknown::PackValues(name) => {
                format!("the values of pack '{name}' are not available")
            }
            Unknown::NameOnly => "the directory of a pack is unknown".to_owned(),
            Unknown::OtherKey { key, pack, setting } => {
                format!("unknown key '{key}' of {pack} may set {setting}")
            }
            Unknown::PackVersion { pack, since } => {
                let (major, minor) = since;
                format!("{pack} may ignore it, which is supported from {major}.{minor} on")
            }
            Unknown::Sensitive => "it is marked sensitive".to_owned(),
            Unknown::Terraform(reason) => reason.clone(),
            Unknown::NoSuchPack(kind) => format!("{kind} is missing"),
            Unknown::NotGiven { what, .. } => format!("{what} is unknown"),
            Unknown::ChartSchema { chart, why } => {
                format!("values.schema.json of chart '{chart}' cannot be used: {why}")
            }
            Unknown::Invalid => "the value is not valid".to_owned(),
            Unknown::More => "more values in this file are unknown than are listed".to_owned(),
        }
    }

    /// The same, with the beginning of what is too long.
    pub(crate) fn shortened(self) -> Self {
        match self {
            Unknown::Macro(text) => Unknown::Macro(shortened(text)),
            Unknown::Variable(name) => Unknown::Variable(shortened(name)),
            Unknown::PackValues(name) => Unknown::PackValues(shortened(name)),
            Unknown::OtherKey { key, pack, setting } => Unknown::OtherKey {
                key: shortened(key),
                pack: shortened(pack),
                setting,
            },
            Unknown::PackVersion { pack, since } => Unknown::PackVersion {
                pack: shortened(pack),
                since,
            },
            Unknown::Terraform(reason) => Unknown::Terraform(bounded(reason)),
            Unknown::ChartSchema { chart, why } => Unknown::ChartSchema {
                chart: shortened(chart),
                why: bounded(why),
            },
            other => other,
        }
    }
}

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Provenance {
    /// It is written at the place.
    Written,
    /// It comes from a macro at the place.
    Macro,
    /// Nothing is written, and the default of AKS or Palette applies. The place is where the value
    /// would be.
    Default,
}

/// A value, or the reason why it is not known, with its place in the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Located<T> {
    pub(crate) value: Result<T, Unknown>,
    /// Where it is, or would be.
    pub(crate) place: Place,
    pub(crate) provenance: Provenance,
}

impl<T> Located<T> {
    /// A value that is written.
    pub(crate) fn written(value: T, place: Place) -> Self {
        Located {
            value: Ok(value),
            place,
            provenance: Provenance::Written,
        }
    }

    /// A default.
    pub(crate) fn default(value: T, place: Place) -> Self {
        Located {
            value: Ok(value),
            place,
            provenance: Provenance::Default,
        }
    }

    /// A value that is not known.
    pub(crate) fn unknown(unknown: Unknown, place: Place) -> Self {
        Located {
            value: Err(unknown),
            place,
            provenance: Provenance::Written,
        }
    }

    /// Nothing is written, and the default is not known.
    pub(crate) fn absent(unknown: Unknown, place: Place) -> Self {
        Located {
            value: Err(unknown),
            place,
            provenance: Provenance::Default,
        }
    }

    /// The value, if it is known.
    pub(crate) fn known(&self) -> Option<&T> {
        self.value.as_ref().ok()
    }

    /// The value.
    ///
    /// # Errors
    /// Where it would be, and why it is not known.
    pub(crate) fn get(&self) -> Result<&T, Gap> {
        self.value.as_ref().map_err(|unknown| Gap {
            place: self.place,
            unknown: unknown.clone(),
        })
    }

    /// Whether the value is known and equals another.
    pub(crate) fn is(&self, value: &T) -> bool
    where
        T: PartialEq,
    {
        self.known() == Some(value)
    }

    /// Whether it is a default.
    pub(crate) fn is_default(&self) -> bool {
        self.provenance == Provenance::Default
    }

    /// `" (default)"` for a default, for labels.
    pub(crate) fn default_mark(&self) -> &'static str {
        if self.is_default() { " (default)" } else { "" }
    }

    /// The same place with another value.
    pub(crate) fn map<U>(&self, change: impl FnOnce(&T) -> Result<U, Unknown>) -> Located<U> {
        Located {
            value: self.value.as_ref().map_err(Clone::clone).and_then(change),
            place: self.place,
            provenance: self.provenance,
        }
    }
}

impl Located<String> {
    /// The text parsed as another type, such as [`super::Cidr`].
    pub(crate) fn parsed<T: From<String>>(self) -> Located<T> {
        Located {
            value: self.value.map(T::from),
            place: self.place,
            provenance: self.provenance,
        }
    }
}
