//! IPv4 ranges: parsing, with what is wrong with a text, and looking for free ones.

use std::collections::HashSet;
use std::net::{IpAddr, Ipv4Addr};

use ipnetwork::{IpNetwork, Ipv4Network};

use super::limits;

/// Why a text is not an IPv4 range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CidrError {
    /// An IPv6 range or address.
    Ipv6,
    /// An IPv4 address without a prefix length.
    NoPrefix(Ipv4Addr),
    /// The prefix length is not a number from 0 to 32.
    Prefix(String),
    /// The part before `/` is not an IPv4 address.
    Address(String),
}

impl std::fmt::Display for CidrError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            CidrError::Ipv6 => write!(f, "it is IPv6, and AKS needs IPv4 here"),
            CidrError::NoPrefix(address) => {
                write!(f, "the prefix length is missing, for example {address}/24")
            }
            CidrError::Prefix(prefix) => {
                write!(
                    f,
                    "the prefix length '{prefix}' is not a number from 0 to 32"
                )
            }
            CidrError::Address(address) => write!(f, "'{address}' is not an IPv4 address"),
        }
    }
}

/// Parses an IPv4 range and keeps its host bits.
///
/// # Errors
/// The first thing that is wrong with it.
pub(crate) fn parse(text: &str) -> Result<Ipv4Network, CidrError> {
    if let Ok(network) = text.parse::<Ipv4Network>()
        && text.contains('/')
    {
        // The crate also parses `10.0.0.0/255.255.0.0`; AKS and Palette accept prefix lengths only.
        let prefix = text.split('/').nth(1).unwrap_or_default();
        if prefix.bytes().all(|byte| byte.is_ascii_digit()) {
            return Ok(network);
        }
        return Err(CidrError::Prefix(prefix.to_owned()));
    }
    if text
        .parse::<IpNetwork>()
        .is_ok_and(|network| network.is_ipv6())
    {
        return Err(CidrError::Ipv6);
    }
    match text.split_once('/') {
        None => match text.parse::<IpAddr>() {
            Ok(IpAddr::V4(address)) => Err(CidrError::NoPrefix(address)),
            _ => Err(CidrError::Address(text.to_owned())),
        },
        Some((address, prefix)) => match address.parse::<Ipv4Addr>() {
            Ok(_) => Err(CidrError::Prefix(prefix.to_owned())),
            Err(_) => Err(CidrError::Address(address.to_owned())),
        },
    }
}

/// Whether a range lies in one that is not public.
pub(crate) fn is_private(range: Ipv4Network) -> bool {
    limits::PRIVATE_RANGES
        .iter()
        .any(|private| range.is_subnet_of(*private))
}

/// Whether the address is not the first of its range: 10.0.0.5/24.
pub(crate) fn has_host_bits(network: Ipv4Network) -> bool {
    network.ip() != network.network()
}

/// The text of a range without host bits.
pub(crate) fn without_host_bits(network: Ipv4Network) -> String {
    format!("{}/{}", network.network(), network.prefix())
}

/// The range without host bits.
pub(crate) fn cleared(network: Ipv4Network) -> Ipv4Network {
    Ipv4Network::new(network.network(), network.prefix()).unwrap_or(network)
}

/// A range that is known when packlint is compiled.
///
/// # Panics
/// At compile time, if the prefix length is above 32.
pub(crate) const fn range([a, b, c, d]: [u8; 4], prefix: u8) -> Ipv4Network {
    match Ipv4Network::new_checked(Ipv4Addr::new(a, b, c, d), prefix) {
        Some(range) => range,
        None => panic!("a prefix length is at most 32"),
    }
}

/// The range reserved by AKS that a range overlaps.
pub(crate) fn reserved(network: Ipv4Network) -> Option<Ipv4Network> {
    limits::RESERVED_RANGES
        .into_iter()
        .find(|reserved| reserved.overlaps(network))
}

/// Where to look for a free range, in this order: private ranges, then the shared range of RFC 6598.
/// 172.17.0.0/16 is left out, since container engines use it for their bridge.
const CANDIDATES: [Ipv4Network; 4] = [
    range([172, 16, 0, 0], 16),
    range([10, 0, 0, 0], 8),
    range([192, 168, 0, 0], 16),
    range([100, 64, 0, 0], 10),
];

/// The first private range of a prefix length that overlaps neither the taken ranges nor those that
/// AKS reserves.
pub(crate) fn free_range(prefix: u8, taken: &[Ipv4Network]) -> Option<Ipv4Network> {
    // Small ranges are proposed only at the start of a /16, not in the gap between two others.
    let step = 1_u64 << (32 - u32::from(prefix.min(16)));
    let of = |block: Ipv4Network| {
        let first = u64::from(u32::from(block.network()));
        (0..size(block) / step).filter_map(move |at| {
            let start = u32::try_from(first + at * step).ok()?;
            Ipv4Network::new(Ipv4Addr::from(start), prefix).ok()
        })
    };
    CANDIDATES
        .into_iter()
        .filter(|block| block.prefix() <= prefix)
        .flat_map(of)
        .find(|range| {
            reserved(*range).is_none() && !taken.iter().any(|other| other.overlaps(*range))
        })
}

/// The first range of a prefix length in a larger one that overlaps none of the taken ranges.
pub(crate) fn free_in(
    whole: Ipv4Network,
    prefix: u8,
    taken: &[Ipv4Network],
) -> Option<Ipv4Network> {
    let first = u64::from(u32::from(whole.network()));
    let end = first + size(whole);
    let step = 1_u64 << (32 - u32::from(prefix.min(32)));
    let mut at = first;
    while prefix >= whole.prefix() && at + step <= end {
        let start = u32::try_from(at).ok()?;
        let range = Ipv4Network::new(Ipv4Addr::from(start), prefix).ok()?;
        let Some(other) = taken.iter().find(|other| other.overlaps(range)) else {
            return Some(range);
        };
        // Behind the other one.
        let behind = u64::from(u32::from(other.broadcast())) + 1;
        at = behind.max(at + step).next_multiple_of(step);
    }
    None
}

/// Many ranges, for fast look-ups of which of them cover or overlap another one.
#[derive(Debug, Default)]
pub(crate) struct Networks {
    /// Prefix lengths and first addresses.
    known: HashSet<(u8, u32)>,
    /// The first addresses in order.
    first: Vec<u32>,
}

impl Networks {
    pub(crate) fn new(networks: impl IntoIterator<Item = Ipv4Network>) -> Self {
        let networks = networks.into_iter();
        let known: HashSet<_> = networks.map(|one| (one.prefix(), first(one))).collect();
        let mut first: Vec<_> = known.iter().map(|(_, first)| *first).collect();
        first.sort_unstable();
        Networks { known, first }
    }

    /// Whether one of them covers all of a range.
    pub(crate) fn covers(&self, network: Ipv4Network) -> bool {
        let own = first(network);
        (0..=network.prefix()).any(|prefix| {
            let mask = u32::MAX.checked_shl(32 - u32::from(prefix)).unwrap_or(0);
            self.known.contains(&(prefix, own & mask))
        })
    }

    /// Whether one of them overlaps a range. Two CIDRs overlap only if one covers the other.
    pub(crate) fn overlap(&self, network: Ipv4Network) -> bool {
        let (own, size) = (u64::from(first(network)), size(network));
        let next = self.first.partition_point(|first| u64::from(*first) < own);
        let begins_inside = self.first.get(next);
        begins_inside.is_some_and(|first| u64::from(*first) < own + size) || self.covers(network)
    }
}

/// The first address of a range, as a number.
fn first(network: Ipv4Network) -> u32 {
    u32::from(network.network())
}

/// The number of addresses in a range.
pub(crate) fn size(network: Ipv4Network) -> u64 {
    1 << (32 - u32::from(network.prefix()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn many_networks_answer_as_each_would(
            all in prop::collection::vec((0_u32..1 << 6, 26_u8..=32), 0..12),
            own in 0_u32..1 << 6,
            prefix in 25_u8..=32,
        ) {
            let network = |first: u32, prefix| {
                cleared(Ipv4Network::new(Ipv4Addr::from(first), prefix).expect("a range"))
            };
            let all: Vec<_> = all.into_iter().map(|(first, prefix)| network(first, prefix)).collect();
            let networks = Networks::new(all.iter().copied());
            let own = network(own, prefix);
            prop_assert_eq!(networks.covers(own), all.iter().any(|one| own.is_subnet_of(*one)));
            prop_assert_eq!(networks.overlap(own), all.iter().any(|one| one.overlaps(own)));
        }
    }

    fn parsed(text: &str) -> Ipv4Network {
        parse(text).expect("a range")
    }

    #[test]
    fn free_space_is_free_and_the_first() {
        let net = |text: &str| parse(text).expect("a range");
        let taken = ["10.240.0.0/24", "10.240.2.0/23", "10.0.0.0/16"].map(net);
        let free =
            |vnet: &str, prefix| free_in(net(vnet), prefix, &taken).map(|range| range.to_string());
        assert_eq!(free("10.240.0.0/16", 24).as_deref(), Some("10.240.1.0/24"));
        assert_eq!(free("10.240.0.0/16", 22).as_deref(), Some("10.240.4.0/22"));
        assert_eq!(free("10.240.0.0/16", 16), None);
        assert_eq!(free("10.240.0.0/24", 25), None);
        assert_eq!(free("10.240.4.0/22", 21), None);
        assert_eq!(free("10.0.0.0/8", 20).as_deref(), Some("10.1.0.0/20"));
        assert_eq!(free("0.0.0.0/0", 29).as_deref(), Some("0.0.0.0/29"));
        assert_eq!(
            free_in(net("255.255.255.0/24"), 24, &[net("255.255.255.0/25")]),
            None
        );
    }

    #[test]
    fn a_free_range_is_proposed() {
        let free = |prefix, taken: &[&str]| {
            let taken: Vec<_> = taken.iter().map(|text| parsed(text)).collect();
            free_range(prefix, &taken).map(|range| range.to_string())
        };
        assert_eq!(free(16, &["10.0.0.0/16"]), Some("172.16.0.0/16".into()));
        assert_eq!(free(20, &["172.16.0.0/12"]), Some("10.0.0.0/20".into()));
        assert_eq!(
            free(16, &["172.16.0.0/12", "10.0.0.0/15"]),
            Some("10.2.0.0/16".into())
        );
        assert_eq!(free(9, &["10.1.0.0/16"]), Some("10.128.0.0/9".into()));
        assert_eq!(free(7, &[]), None);
        assert_eq!(
            reserved(parsed("172.16.0.0/12")),
            Some(parsed("172.30.0.0/16"))
        );
    }

    proptest! {
        #[test]
        fn a_free_range_is_free(
            prefix in 8_u8..29,
            taken in proptest::collection::vec((any::<u32>(), 2_u8..25), 0..20),
        ) {
            let taken: Vec<_> = taken
                .into_iter()
                .filter_map(|(address, prefix)| Ipv4Network::new(address.into(), prefix).ok())
                .map(cleared)
                .collect();
            if let Some(free) = free_range(prefix, &taken) {
                prop_assert_eq!(free.prefix(), prefix);
                prop_assert!(!has_host_bits(free));
                prop_assert!(reserved(free).is_none());
                prop_assert!(taken.iter().all(|other| !other.overlaps(free)));
            }
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert!(parse("10.0.0.0/16").is_ok());
        assert_eq!(parse("fd00::/64"), Err(CidrError::Ipv6));
        assert_eq!(
            parse("10.0.0.1"),
            Err(CidrError::NoPrefix(Ipv4Addr::new(10, 0, 0, 1)))
        );
        assert_eq!(parse("10.0.0.0/33"), Err(CidrError::Prefix("33".into())));
        assert_eq!(
            parse("10.0.0.0/255.0.0.0"),
            Err(CidrError::Prefix("255.0.0.0".into()))
        );
        assert_eq!(parse("10.0.0/8"), Err(CidrError::Address("10.0.0".into())));
        assert_eq!(parse(""), Err(CidrError::Address(String::new())));
        let odd = parse("10.0.0.5/24").expect("host bits are kept");
        assert!(has_host_bits(odd));
        assert_eq!(without_host_bits(odd), "10.0.0.0/24");
        assert_eq!(size(odd), 256);
    }
}
