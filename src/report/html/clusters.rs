//! The address space of the clusters: bars that adapt to the page's width, with the numbers in words.

use std::fmt::Write as _;

use super::markup::{brief, name, paragraph, text};
use crate::engine::{ClusterReport, Report};
use crate::report::bar::numbers;
use crate::report::plan::picture::{Bar, Canvas, Ranges, legend, use_bars};
use crate::text::number;

/// In per cent of the page's width.
const CANVAS: Canvas = Canvas {
    left: 0.0,
    width: 100.0,
    gap: 3.0,
    narrowest: 0.4,
};

pub(crate) fn is_shown(report: &Report) -> bool {
    report.clusters.iter().any(has_picture)
}

fn has_picture(cluster: &ClusterReport) -> bool {
    !cluster.addresses.ranges.is_empty() || !cluster.addresses.plans.is_empty()
}

pub(crate) fn clusters(report: &Report, page: &mut String) {
    if !is_shown(report) {
        return;
    }
    page.push_str(
        "<section id=\"addresses\" aria-labelledby=\"addresses-title\" tabindex=\"-1\">\n\
         <h2 id=\"addresses-title\">Address space</h2>\n",
    );
    for cluster in report
        .clusters
        .iter()
        .filter(|cluster| has_picture(cluster))
    {
        draw_cluster(cluster, page);
    }
    page.push_str("</section>\n");
}

fn draw_cluster(cluster: &ClusterReport, page: &mut String) {
    let addresses = &cluster.addresses;
    let file = match cluster.title == cluster.file {
        true => String::new(),
        false => format!(" <span class=\"dim\">{}</span>", name(&cluster.file)),
    };
    let _ = writeln!(
        page,
        "<div class=\"cluster\">\n<h3>{}{file}</h3>",
        brief(&cluster.title)
    );
    if !addresses.network.is_empty() {
        page.push_str(&paragraph("dim", "", &addresses.network));
    }
    let drawing = Ranges::new(&addresses.ranges, CANVAS);
    let gaps: String = drawing.gaps().map(gap).collect();
    page.push_str("<ul class=\"ranges\">\n");
    for range in &addresses.ranges {
        let (whole, shared) = drawing.bars(range);
        let overlap = drawing.overlap(range).map_or(String::new(), |words| {
            format!(" <strong>overlaps {}</strong>", name(&words))
        });
        let bars: String = std::iter::once(&whole).chain(&shared).map(rect).collect();
        let _ = writeln!(
            page,
            "<li><p>{} <code>{}</code> <span class=\"dim\">{}</span>{overlap}</p>{}</li>",
            brief(&range.title()),
            text(&range.range),
            format_args!("{} addresses", number(range.size)),
            svg(&format!("{bars}{gaps}"))
        );
    }
    page.push_str("</ul>\n");
    if !addresses.plans.is_empty() {
        uses(cluster, page);
    }
    if !addresses.gaps.is_empty() {
        page.push_str(&paragraph(
            "dim",
            "Not planned: ",
            &addresses.gaps.join("; "),
        ));
    }
    page.push_str("</div>\n");
}

/// How much of each range is used.
fn uses(cluster: &ClusterReport, page: &mut String) {
    page.push_str("<h4>Use of each range</h4>\n<ul class=\"ranges\">\n");
    for plan in &cluster.addresses.plans {
        let bars: String = use_bars(plan, CANVAS).iter().map(rect).collect();
        let _ = writeln!(
            page,
            "<li><p>{} <span class=\"dim\">{}</span></p>{}</li>",
            brief(&plan.title()),
            numbers(plan),
            svg(&bars)
        );
    }
    page.push_str("</ul>\n<ul class=\"legend\">");
    for (paint, words) in legend(&cluster.addresses.plans, CANVAS) {
        let _ = write!(
            page,
            "<li>{} {words}</li>",
            svg(&format!("<rect width=\"100%\" height=\"100%\" {paint}/>"))
        );
    }
    page.push_str("</ul>\n");
}

/// Bars as a picture, hidden from screen readers: the words next to it say the same.
fn svg(content: &str) -> String {
    format!("<svg xmlns=\"http://www.w3.org/2000/svg\" aria-hidden=\"true\">{content}</svg>")
}

fn rect(bar: &Bar) -> String {
    format!(
        "<rect x=\"{:.2}%\" width=\"{:.2}%\" height=\"100%\" {}/>",
        bar.x, bar.width, bar.paint
    )
}

/// A gap in the axis.
fn gap(x: f64) -> String {
    format!(
        "<line x1=\"{x:.2}%\" y1=\"0\" x2=\"{x:.2}%\" y2=\"100%\" class=\"gap\" stroke-dasharray=\"2 2\"/>"
    )
}
