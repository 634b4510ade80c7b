//! Machine sizes: what can be derived from their names.
//!
//! Azure's names are `Standard_<family><vCPUs><features>_v<version>`. In these families memory is a
//! fixed multiple of the vCPUs (learn.microsoft.com/azure/virtual-machines/sizes, the size tables of
//! the D, E and F families). Other sizes are not known.

use crate::date::Date;

/// When the facts of this file were last compared with their sources.
pub(crate) const CHECKED: Date = Date::of(2026, 11, 25);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Machine {
    pub(crate) vcpus: u64,
    pub(crate) memory_gib: u64,
}

/// The largest size, in vCPUs, with the regular multiple of memory. Larger ones of the E family have
/// less.
const LARGEST_REGULAR: u64 = 48;

/// The machine of a size, whose name may be in any case.
pub(crate) fn machine(size: &str) -> Option<Machine> {
    let lower = size.to_ascii_lowercase();
    if let Some((_, vcpus, memory_gib)) = SMALL.iter().find(|(name, ..)| *name == lower) {
        return Some(Machine {
            vcpus: *vcpus,
            memory_gib: *memory_gib,
        });
    }
    let name = lower.strip_prefix("standard_")?;
    let (name, version) = name.rsplit_once("_v")?;
    let version: u64 = version.parse().ok()?;
    let family = name.chars().next()?;
    let rest = name.get(1..)?;
    let digits = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    let (vcpus, features) = rest.split_at(digits);
    let vcpus: u64 = vcpus.parse().ok()?;
    // A dash means that some of the vCPUs are switched off, an underscore that there is an
    // accelerator.
    let is_plain = features
        .chars()
        .all(|c| matches!(c, 'a' | 'd' | 'l' | 'p' | 's'));
    if !is_plain || vcpus == 0 || vcpus > LARGEST_REGULAR {
        return None;
    }
    let memory = match (family, version) {
        // `l`: the low-memory series of the family.
        ('d', 5..) if features.contains('l') => 2,
        ('d', 3..) => 4,
        ('e', 3..) if !features.contains('l') => 8,
        ('f', 2) if features == "s" => 2,
        _ => return None,
    };
    Some(Machine {
        vcpus,
        memory_gib: vcpus * memory,
    })
}

/// Small sizes whose names do not say what they have: vCPUs, and memory in GiB, rounded down
/// (learn.microsoft.com/azure/virtual-machines/sizes, the B, A, D and F series, read on 2026-11-25).
const SMALL: &[(&str, u64, u64)] = &[
    ("standard_a1_v2", 1, 2),
    ("standard_a2_v2", 2, 4),
    ("standard_a2m_v2", 2, 16),
    ("standard_b1ls", 1, 0),
    ("standard_b1s", 1, 1),
    ("standard_b1ms", 1, 2),
    ("standard_b2s", 2, 4),
    ("standard_b2ms", 2, 8),
    ("standard_b2ts_v2", 2, 1),
    ("standard_b2ats_v2", 2, 1),
    ("standard_b2pts_v2", 2, 1),
    ("standard_b2ls_v2", 2, 4),
    ("standard_b2als_v2", 2, 4),
    ("standard_b2pls_v2", 2, 4),
    ("standard_d1_v2", 1, 3),
    ("standard_ds1_v2", 1, 3),
    ("standard_d2_v2", 2, 7),
    ("standard_ds2_v2", 2, 7),
    ("standard_f1", 1, 2),
    ("standard_f1s", 1, 2),
    ("standard_f2", 2, 4),
    ("standard_f2s", 2, 4),
];

/// What the name of a size says of its series, as far as it matters to AKS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Series {
    /// Burstable.
    B,
    /// Confidential machines of the second version.
    DcV2,
    /// With an Arm64 processor.
    Arm64,
    Other,
    /// The text is not a name of a size.
    NoSize,
}

/// The series of a size, whose name may be in any case: `Standard_D4ps_v5`.
pub(crate) fn series(size: &str) -> Series {
    let lower = size.to_ascii_lowercase();
    let Some(name) = lower.strip_prefix("standard_") else {
        return Series::NoSize;
    };
    let (name, version) = name.rsplit_once("_v").unwrap_or((name, ""));
    let letters = name.find(|c: char| c.is_ascii_digit()).unwrap_or(0);
    let (family, rest) = name.split_at(letters);
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    if family.is_empty() || !rest.chars().all(is_word) {
        return Series::NoSize;
    }
    let features = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    // Accelerators are after an underscore, and have letters of their own.
    let features = features.split('_').next().unwrap_or_default();
    match (family, version) {
        ("dc", "2") => Series::DcV2,
        (_, "") => match family {
            "b" => Series::B,
            _ => Series::Other,
        },
        _ if features.contains('p') => Series::Arm64,
        ("b", _) => Series::B,
        _ => Series::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_their_series() {
        for (name, expected) in [
            ("Standard_B2ms", Series::B),
            ("Standard_B2as_v2", Series::B),
            ("standard_dc4s_v2", Series::DcV2),
            ("Standard_DC4s_v3", Series::Other),
            ("Standard_D4ps_v5", Series::Arm64),
            ("Standard_B2pts_v2", Series::Arm64),
            ("Standard_E8pds_v5", Series::Arm64),
            ("Standard_NC4as_T4_v3", Series::Other),
            ("Standard_DS2_v2", Series::Other),
            ("Standard_E4-2s_v5", Series::Other),
            ("Standard_M128s", Series::Other),
            ("D4s_v5", Series::NoSize),
            ("Standard_", Series::NoSize),
            ("Standard D4s v5", Series::NoSize),
            ("", Series::NoSize),
        ] {
            assert_eq!(series(name), expected, "{name}");
        }
    }

    #[test]
    fn regular_names_are_read_and_others_are_not_known() {
        let of = |name| machine(name).map(|machine| (machine.vcpus, machine.memory_gib));
        assert_eq!(of("Standard_D4s_v5"), Some((4, 16)));
        assert_eq!(of("standard_d8ads_v5"), Some((8, 32)));
        assert_eq!(of("Standard_D2ls_v5"), Some((2, 4)));
        assert_eq!(of("Standard_E16s_v5"), Some((16, 128)));
        assert_eq!(of("Standard_F8s_v2"), Some((8, 16)));
        for name in [
            "Standard_DS3_v2",
            "Standard_B4ms",
            "Standard_E64s_v3",
            "Standard_E4-2s_v5",
            "D4s_v5",
            "Standard_NC4as_T4_v3",
            "",
        ] {
            assert_eq!(of(name), None, "{name}");
        }
    }
}
