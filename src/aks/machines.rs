//! Machine sizes: what can be derived from their names.
//!
//! Azure's names are `Standard_<family><vCPUs><features>_v<version>`. In these families memory is a
//! fixed multiple of the vCPUs (learn.microsoft.com/azure/virtual-machines/sizes, the size tables of
//! the D, E and F families). Other sizes are not known.

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regular_names_are_read_and_others_are_not_known() {
        let of = |name| machine(name).map(|machine| (machine.vcpus, machine.memory_gib));
        assert_eq!(of("Standard_D4s_v5"), Some((4, 16)));
        assert_eq!(of("standard_d8ads_v5"), Some((8, 32)));
        assert_eq!(of("Standard_D2ls_v5"), Some((2, 4)));
        assert_eq!(of("Standard_E16s_v5"), Some((16, 128)));
        assert_eq!(of("Standard_F8s_v2"), Some((8, 16)));
        for name in [
            "Standard_DS2_v2",
            "Standard_B2ms",
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
