//! Functions on address ranges, of IPv4 and IPv6.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnetwork::IpNetwork;

use super::{Function, Invocation, MANY};
use crate::input::palette::hcl::eval::{Evaluated, Halt};
use crate::input::palette::hcl::value::ListKind;

pub(super) const FUNCTIONS: &[Function] = &[
    ("cidrhost", 2, 2, host),
    ("cidrnetmask", 1, 1, netmask),
    ("cidrsubnet", 3, 3, subnet),
    ("cidrsubnets", 1, MANY, subnets),
];

/// A range as one number and its prefix.
#[derive(Clone, Copy)]
struct NetworkRange {
    address: u128,
    prefix: u8,
    bits: u8,
}

impl NetworkRange {
    fn parse(text: &str) -> Evaluated<Self> {
        let wrong = || Halt::error(format!("'{text}' is not an address range"));
        if !text.contains('/') {
            return Err(wrong());
        }
        let network: IpNetwork = text.parse().map_err(|_| wrong())?;
        let (address, bits) = match network.network() {
            IpAddr::V4(address) => (u128::from(u32::from(address)), 32),
            IpAddr::V6(address) => (u128::from(address), 128),
        };
        Ok(NetworkRange {
            address,
            prefix: network.prefix(),
            bits,
        })
    }

    /// The bits of this range that are free.
    fn free(self) -> u8 {
        self.bits - self.prefix
    }

    fn subnet(self, more: i128, number: i128) -> Evaluated<Self> {
        let more = u8::try_from(more).ok().filter(|more| *more <= self.free());
        let more = more.ok_or_else(|| Halt::error("the range does not have that many bits"))?;
        let fits = number >= 0 && (more >= 127 || number < 1_i128 << more);
        if !fits {
            return Err(Halt::error("the range has no such subnet"));
        }
        let prefix = self.prefix + more;
        let shift = u32::from(self.bits - prefix);
        let offset = (number.unsigned_abs()).checked_shl(shift).unwrap_or(0);
        Ok(NetworkRange {
            address: self.address | offset,
            prefix,
            ..self
        })
    }

    fn address_text(self) -> String {
        match u32::try_from(self.address) {
            Ok(address) if self.bits == 32 => Ipv4Addr::from(address).to_string(),
            _ => Ipv6Addr::from(self.address).to_string(),
        }
    }

    fn text(self) -> String {
        format!("{}/{}", self.address_text(), self.prefix)
    }
}

fn subnet(call: &Invocation<'_, '_>) -> Evaluated {
    let range = NetworkRange::parse(&call.text(0)?)?;
    let found = range.subnet(call.whole_number(1)?, call.whole_number(2)?)?;
    call.make(found.text())
}

/// Subnets one after the other, each at the first place where it fits.
fn subnets(call: &Invocation<'_, '_>) -> Evaluated {
    let range = NetworkRange::parse(&call.text(0)?)?;
    let mut next = range.address;
    let mut found = Vec::new();
    for at in 1..call.arguments.len() {
        let more = call.whole_number(at)?;
        let prefix = range.subnet(more, 0)?.prefix;
        if more == 0 {
            return Err(Halt::error("a subnet needs at least one more bit"));
        }
        let size = 1_u128
            .checked_shl(u32::from(range.bits - prefix))
            .unwrap_or(0);
        let start = next.checked_next_multiple_of(size);
        let free = range
            .address
            .checked_add((1_u128.checked_shl(u32::from(range.free()))).unwrap_or(0));
        let end = start.and_then(|start| start.checked_add(size));
        let (Some(start), Some(end), Some(free)) = (start, end, free) else {
            return Err(Halt::unknown("packlint cannot evaluate this range"));
        };
        if end > free {
            return Err(Halt::error("the subnets do not fit into the range"));
        }
        next = end;
        let subnet = NetworkRange {
            address: start,
            prefix,
            ..range
        };
        found.push(subnet.text());
    }
    let items = found.into_iter().map(|text| call.make(text));
    call.list_data(ListKind::List, items.collect::<Result<_, _>>()?)
}

fn host(call: &Invocation<'_, '_>) -> Evaluated {
    let range = NetworkRange::parse(&call.text(0)?)?;
    let number = call.whole_number(1)?;
    let size = match range.free() {
        128 => return Err(Halt::unknown("packlint cannot evaluate this address")),
        free => 1_u128 << free,
    };
    let offset = match number >= 0 {
        true => Some(number.unsigned_abs()).filter(|number| *number < size),
        false => size.checked_sub(number.unsigned_abs()),
    };
    let offset = offset.ok_or_else(|| Halt::error("the range has no such address"))?;
    let address = NetworkRange {
        address: range.address | offset,
        ..range
    };
    call.make(address.address_text())
}

fn netmask(call: &Invocation<'_, '_>) -> Evaluated {
    let range = NetworkRange::parse(&call.text(0)?)?;
    if range.bits != 32 {
        return Err(Halt::error("IPv6 has no netmasks"));
    }
    let mask = u32::MAX
        .checked_shl(32 - u32::from(range.prefix))
        .unwrap_or(0);
    call.make(Ipv4Addr::from(mask).to_string())
}
