//! The address bar of a subnet, in characters that read without colour.

use crate::engine::ClusterReport;
use crate::plan::RangePlan;
use crate::text::number;

/// Cells of a bar.
const CELLS: u64 = 24;

/// `[######++........]`: `#` what creation needs, `+` what is planned for on top (an upgrade's surge
/// nodes, or the pods of full nodes), `.` free, `!` what does not fit.
pub(crate) fn bar(subnet: &RangePlan) -> String {
    let (creation, planned) = (subnet.creation.addresses, subnet.planned());
    let whole = subnet.capacity.supply.max(planned).max(1);
    // Rounded up, so that nothing that is there is drawn as nothing.
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

/// The numbers beside the bar.
pub(crate) fn numbers(subnet: &RangePlan) -> String {
    format!(
        "{} used, {} {}, of {}: {}",
        number(subnet.creation.addresses),
        number(subnet.planned()),
        planned_for(subnet),
        number(subnet.capacity.supply),
        headroom(subnet)
    )
}

/// What the characters of the bars say.
pub(crate) fn legend(clusters: &[ClusterReport]) -> &'static str {
    let plans = || clusters.iter().flat_map(|cluster| &cluster.addresses.plans);
    match plans().all(|plan| plan.planned() == plan.upgrade.addresses) {
        true => "# used, + upgrade surge, . free, ! missing",
        false => "# used, + upgrade surge or full nodes, . free, ! missing",
    }
}

/// What the planned need is reckoned for.
pub(crate) fn planned_for(subnet: &RangePlan) -> &'static str {
    match subnet.planned() == subnet.upgrade.addresses {
        true => "with surge",
        false => "when full",
    }
}

/// What is left, in words: `108 free`, `28 missing`.
pub(crate) fn headroom(subnet: &RangePlan) -> String {
    let addresses = number(subnet.headroom.unsigned_abs());
    let word = if subnet.headroom < 0 {
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
    use crate::plan::{Capacity, NeedReport, WouldFit};

    fn subnet(supply: u64, creation: u64, upgrade: u64) -> RangePlan {
        let need = |addresses| NeedReport {
            addresses,
            sum: String::new(),
        };
        RangePlan {
            kind: RangeKind::NodeSubnet,
            name: "workers".into(),
            range: "10.0.0.0/24".into(),
            capacity: Capacity {
                size: supply + 5,
                reserved: 5,
                in_use: 0,
                supply,
            },
            creation: need(creation),
            upgrade: need(upgrade),
            full_density: need(upgrade),
            headroom: supply as i64 - upgrade as i64,
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
            headroom: -49,
            ..subnet(251, 232, 240)
        };
        assert_eq!(
            numbers(&full),
            "232 used, 300 when full, of 251: 49 missing"
        );
    }
}
