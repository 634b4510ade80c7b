//! What people answer, as values: the same readers as those of flags and cluster files.

use crate::aks::{NetworkPlugin, OsSku, OsType, PluginMode, cidr, limits};
use crate::cli::new_cluster::PoolSize;
use crate::input::parse_os;
use crate::text::any_of;
use crate::version::Version;

/// Asks for a network plugin.
pub(in crate::cli) const PLUGIN: &str = "Network plugin: azure, kubenet or none";
/// Asks for its mode.
pub(in crate::cli) const PLUGIN_MODE: &str = "Plugin mode: overlay, or none (pods in the subnet)";

/// A network plugin, in any case.
pub(in crate::cli) fn plugin(text: &str) -> Result<NetworkPlugin, String> {
    let name = text.to_lowercase();
    let plugin = NetworkPlugin::parse(&name).or_else(|| NetworkPlugin::of_pack(&name));
    plugin.ok_or_else(|| format!("must be {}", any_of(NetworkPlugin::NAMES)))
}

/// A plugin's mode, in any case; `none` is no mode.
pub(in crate::cli) fn mode(text: &str) -> Result<Option<PluginMode>, String> {
    let name = text.to_lowercase();
    match (PluginMode::parse(&name), name.as_str()) {
        (Some(mode), _) => Ok(Some(mode)),
        (None, NO_MODE) => Ok(None),
        (None, _) => Err(format!(
            "must be {}",
            any_of(&[PluginMode::NAMES, &[NO_MODE]].concat())
        )),
    }
}

/// What is answered for no mode.
pub(in crate::cli) const NO_MODE: &str = "none";

/// An operating system, in any case.
pub(in crate::cli) fn os(text: &str) -> Result<OsType, String> {
    parse_os(text).ok_or_else(|| "must be linux or windows".to_owned())
}

/// An image of Windows Server, in any case.
pub(in crate::cli) fn windows_sku(text: &str) -> Result<OsSku, String> {
    let mut windows = OsSku::NAMES
        .iter()
        .filter(|name| name.starts_with("Windows"));
    let sku = windows.find(|name| name.eq_ignore_ascii_case(text));
    let sku = sku.and_then(|name| OsSku::parse(name));
    sku.ok_or_else(|| "must be Windows2019, Windows2022 or Windows2025".to_owned())
}

/// A whole number, with or without commas between thousands.
pub(in crate::cli) fn whole(text: &str) -> Result<u32, String> {
    let number = text.replace(',', "").parse();
    number.map_err(|_| "must be a whole number".to_owned())
}

/// `3`, or `3-10` for the autoscaler.
pub(in crate::cli) fn pool_size(text: &str) -> Result<PoolSize, String> {
    let number = |part: &str| {
        let number = whole(part.trim());
        number.map_err(|_| "must be a number, or minimum and maximum such as 3-10".to_owned())
    };
    match text.split_once('-') {
        None => Ok(PoolSize::Fixed(number(text)?.into())),
        Some((min, max)) => Ok(PoolSize::Autoscaled {
            min: number(min)?.into(),
            max: number(max)?.into(),
        }),
    }
}

/// A range whose address is its first.
pub(in crate::cli) fn range(text: &str) -> Result<String, String> {
    let network = cidr::parse(text).map_err(|error| error.to_string())?;
    if cidr::has_host_bits(network) {
        let range = cidr::without_host_bits(network);
        return Err(format!("has host bits set; the range is {range}"));
    }
    Ok(network.to_string())
}

/// The range of a subnet that Azure can make.
pub(in crate::cli) fn subnet_range(text: &str) -> Result<String, String> {
    let range = range(text)?;
    let (shortest, longest) = (limits::SUBNET_PREFIX.start(), limits::SUBNET_PREFIX.end());
    let is_allowed = |prefix: &u8| limits::SUBNET_PREFIX.contains(prefix);
    match cidr::parse(&range) {
        Ok(network) if is_allowed(&network.prefix()) => Ok(range),
        _ => Err(format!(
            "must be a /{shortest} to a /{longest}, the sizes of Azure subnets"
        )),
    }
}

/// A subnet with its name, which must be a new one: `appgw 10.240.8.0/24`.
pub(in crate::cli) fn named_subnet(
    text: &str,
    known: &[String],
) -> Result<(String, String), String> {
    let example = "must be a name and a range, such as appgw 10.240.8.0/24";
    let (written, range) = text.rsplit_once([' ', '=']).ok_or(example)?;
    let written = name(written.trim())?;
    if written.is_empty() {
        return Err(example.to_owned());
    }
    if known.contains(&written) {
        return Err(format!("{written} is the name of another subnet"));
    }
    Ok((written, subnet_range(range.trim())?))
}

/// A version of Kubernetes: two numbers at least.
pub(in crate::cli) fn kubernetes_version(text: &str) -> Result<String, String> {
    let version = Version::parse(text).and_then(|version| version.minor());
    match version {
        Some(_) => Ok(text.to_owned()),
        None => Err("must be a version such as 1.34".to_owned()),
    }
}

/// A name; any text that is one. An arrow key does not edit here, but sends a control character.
pub(in crate::cli) fn name(text: &str) -> Result<String, String> {
    let is_readable = |c: char| !c.is_control() && c != char::REPLACEMENT_CHARACTER;
    match text.chars().all(is_readable) {
        true => Ok(text.to_owned()),
        false => Err("contains control characters or invalid text".to_owned()),
    }
}

/// A machine size.
pub(in crate::cli) fn vm_size(text: &str) -> Result<String, String> {
    let is_fitting = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let is_name = text.starts_with(|first: char| first.is_ascii_alphabetic());
    match is_name && text.chars().all(is_fitting) {
        true => Ok(text.to_owned()),
        false => Err("must be a VM size such as Standard_D4s_v5".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_as_people_write_them() {
        assert_eq!(plugin("Azure"), Ok(NetworkPlugin::Azure));
        assert_eq!(plugin("cni-kubenet"), Ok(NetworkPlugin::Kubenet));
        assert_eq!(mode("Overlay"), Ok(Some(PluginMode::Overlay)));
        assert_eq!(mode("none"), Ok(None));
        assert_eq!(os("WINDOWS"), Ok(OsType::Windows));
        assert_eq!(windows_sku("windows2025"), Ok(OsSku::Windows2025));
        assert_eq!(whole("1,000"), Ok(1000));
        assert_eq!(pool_size("3"), Ok(PoolSize::Fixed(3)));
        let scaled = PoolSize::Autoscaled { min: 3, max: 10 };
        assert_eq!(pool_size("3 - 10"), Ok(scaled));
        assert_eq!(range("10.240.0.0/16").as_deref(), Ok("10.240.0.0/16"));
        assert_eq!(kubernetes_version("v1.34.2").as_deref(), Ok("v1.34.2"));
        assert_eq!(name("prod: #1").as_deref(), Ok("prod: #1"));
    }

    #[test]
    fn wrong_answers_are_explained() {
        let wrong = |answer: Result<String, String>| answer.expect_err("wrong");
        let number = |answer: Result<u32, String>| answer.expect_err("wrong");
        assert_eq!(
            plugin("calico"),
            Err("must be azure, kubenet or none".into())
        );
        assert_eq!(mode("on"), Err("must be overlay or none".into()));
        assert_eq!(os("beos"), Err("must be linux or windows".into()));
        assert!(windows_sku("Ubuntu").is_err());
        for text in ["-1", "1.5", "many", "99999999999"] {
            assert_eq!(number(whole(text)), "must be a whole number", "{text}");
        }
        for text in ["3-", "-3", "a-b", "3-4-5"] {
            assert!(pool_size(text).is_err(), "{text}");
        }
        let host_bits = wrong(range("10.240.0.5/16"));
        assert_eq!(host_bits, "has host bits set; the range is 10.240.0.0/16");
        assert!(wrong(range("10.240.0.0")).contains("10.240.0.0/24"));
        assert!(wrong(range("fd00::/64")).contains("IPv6"));
        assert!(wrong(subnet_range("10.240.0.0/30")).contains("/2 to a /29"));
        assert!(wrong(kubernetes_version("latest")).contains("1.34"));
        assert!(wrong(name("a\u{1b}[A")).contains("control characters"));
        assert!(wrong(vm_size("D4s v5")).contains("Standard_D4s_v5"));
    }
}
