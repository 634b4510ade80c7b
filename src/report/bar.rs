//! The address bar of a range, in characters that need no colour.

use anstyle::AnsiColor;

use super::paint::Paint;
use crate::engine::ClusterReport;
use crate::plan::{Need, RangePlan};
use crate::text::number;

const CELLS: u64 = 24;

/// `[######++........]`: `#` needed at creation, `+` needed in addition for an upgrade or for full
/// nodes, `.` free, `!` missing.
pub(crate) fn bar(subnet: &RangePlan) -> String {
    let (creation, planned) = (subnet.creation.total, subnet.needed());
    let whole = subnet.capacity.supply.max(planned).max(1);
    // Rounded up, so that every number above 0 has a cell.
    let cells = |addresses: u64| (addresses * CELLS).div_ceil(whole).min(CELLS);
    let supply = subnet.capacity.supply * CELLS / whole;
    let (creation, planned) = (cells(creation), cells(planned));
    let cell = |at: u64| match at {
        at if at >= supply && at < planned => '!',
        at if at < creation => '#',
        at if at < planned => '+',
        _ => '.',
    };
    format!("[{}]", (0..CELLS).map(cell).collect::<String>())
}

/// The bar in colours.
pub(crate) fn painted(bar: &str, paint: Paint) -> String {
    let mut text = String::new();
    for part in bar.as_bytes().chunk_by(|one, next| one == next) {
        let part = String::from_utf8_lossy(part);
        text.push_str(&match part.chars().next() {
            Some('#') => paint.color(AnsiColor::Green, &part),
            Some('+') => paint.color(AnsiColor::Yellow, &part),
            Some('!') => paint.color(AnsiColor::Red, &part),
            _ => paint.dim(&part),
        });
    }
    text
}

/// The numbers beside the bar.
pub(crate) fn numbers(subnet: &RangePlan) -> String {
    format!(
        "{} used, {} {}, of {}: {}",
        number(subnet.creation.total),
        number(subnet.needed()),
        planned_for(subnet),
        number(subnet.capacity.supply),
        headroom(subnet)
    )
}

/// What the characters of the bars mean.
pub(crate) fn legend(clusters: &[ClusterReport]) -> &'static str {
    let plans = || clusters.iter().flat_map(|cluster| &cluster.addresses.plans);
    match plans().all(|plan| plan.planned == Need::Upgrade) {
        true => "# used, + upgrade surge, . free, ! missing",
        false => "# used, + upgrade surge or full nodes, . free, ! missing",
    }
}

/// What the planned need includes.
pub(crate) fn planned_for(subnet: &RangePlan) -> &'static str {
    match subnet.planned {
        Need::FullDensity => "when full",
        Need::Creation | Need::Upgrade => "with surge",
    }
}

/// What is left, in words: `108 free`, `28 missing`.
pub(crate) fn headroom(subnet: &RangePlan) -> String {
    let addresses = number(subnet.headroom().unsigned_abs());
    let word = if subnet.headroom() < 0 {
        "missing"
    } else {
        "free"
    };
    format!("{addresses} {word}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::ranges::RangeKind;
    use crate::plan::{Capacity, Sum, WouldFit};

    fn subnet(supply: u64, creation: u64, upgrade: u64) -> RangePlan {
        let need = |addresses| Sum::new(String::new(), addresses);
        RangePlan {
            kind: RangeKind::NodeSubnet,
            name: "workers".into(),
            range: "10.0.0.0/24".into(),
            place: None,
            capacity: Capacity {
                size: supply + 5,
                reserved: 5,
                in_use: 0,
                supply,
            },
            creation: need(creation),
            upgrade: need(upgrade),
            full_density: need(upgrade),
            planned: Need::Upgrade,
            would_fit: WouldFit::default(),
        }
    }

    #[test]
    fn what_fits_and_what_does_not_are_told_apart() {
        assert_eq!(bar(&subnet(240, 120, 150)), "[############+++.........]");
        assert_eq!(bar(&subnet(120, 180, 240)), "[############!!!!!!!!!!!!]");
        assert_eq!(bar(&subnet(1000, 1, 2)), "[#.......................]");
        let surge = numbers(&subnet(251, 232, 279));
        assert_eq!(surge, "232 used, 279 with surge, of 251: 28 missing");
        let full = RangePlan {
            planned: Need::FullDensity,
            ..subnet(251, 232, 300)
        };
        assert_eq!(
            numbers(&full),
            "232 used, 300 when full, of 251: 49 missing"
        );
    }
}
