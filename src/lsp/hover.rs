//! Hover texts: the page of a finding's rule, and the sum of a range of addresses.

use std::fmt::Write as _;
use std::path::Path;

use lsp_types::{
    ExecuteCommandParams, Hover, HoverContents, HoverParams, InlayHint, InlayHintLabel,
    InlayHintParams, MarkupContent, MarkupKind, Uri,
};

use super::workspace::{OpenDocument, Workspace};
use crate::plan::RangePlan;
use crate::report::{plan_markdown, planned_for, range_numbers};
use crate::rules;
use crate::source::Span;
use crate::text::number;

pub(super) fn hover(workspace: &Workspace, asked: &HoverParams) -> Option<Hover> {
    let at = &asked.text_document_position_params;
    let (path, document, offset) = workspace.at(&at.text_document.uri, at.position)?;
    let cursor = Span::new(offset, offset);
    let mut parts = Vec::new();
    let mut span = None;
    for found in workspace.findings_at(&path, cursor) {
        span.get_or_insert(found.finding.primary.place.span);
        let page = rules::find(found.finding.rule).map(rules::Rule::page);
        parts.extend(page.filter(|page| !parts.contains(page)));
    }
    for (own, plan) in plans(workspace, &path) {
        if own.contains(cursor) {
            span.get_or_insert(own);
            parts.push(sum(plan));
        }
    }
    let range = document.positions(workspace.encoding).range(span?);
    Some(Hover {
        contents: HoverContents::Markup(MarkupContent {
            kind: MarkupKind::Markdown,
            value: parts.join("\n\n---\n\n"),
        }),
        range: Some(range),
    })
}

/// The ranges that are written in a file, each with its plan.
fn plans<'w>(workspace: &'w Workspace, path: &Path) -> impl Iterator<Item = (Span, &'w RangePlan)> {
    let clusters = workspace.reports().flat_map(|report| {
        let clusters = report.clusters.iter();
        clusters.map(move |cluster| (report, cluster))
    });
    clusters.flat_map(move |(report, cluster)| {
        let plans = cluster.addresses.plans.iter();
        plans.filter_map(move |plan| Some((workspace.span_in(report, plan.place?, path)?, plan)))
    })
}

fn sum(plan: &RangePlan) -> String {
    let mut text = format!("**{}**\n\n", plan.title());
    let rows = [
        ("creation", &plan.creation),
        ("with upgrade surge", &plan.upgrade),
        ("full nodes", &plan.full_density),
    ];
    for (name, sum) in rows {
        let _ = writeln!(text, "- {name}: {}", sum.total_first());
    }
    let _ = write!(text, "- available: {}", number(plan.capacity.supply));
    text
}

/// Behind each range, what of it is used.
pub(super) fn inlay_hints(workspace: &Workspace, asked: &InlayHintParams) -> Vec<InlayHint> {
    let Some((path, document)) = workspace.document(&asked.text_document.uri) else {
        return Vec::new();
    };
    let positions = document.positions(workspace.encoding);
    let wanted = Span::new(
        positions.offset(asked.range.start),
        positions.offset(asked.range.end),
    );
    let shown = plans(workspace, &path).filter(|(span, _)| wanted.contains(*span));
    let hint = |(span, plan): (Span, &RangePlan)| InlayHint {
        position: positions.position(span.end),
        label: InlayHintLabel::String(format!(
            "{} of {}; {} {}",
            number(plan.creation.total),
            number(plan.capacity.supply),
            number(plan.needed()),
            planned_for(plan),
        )),
        kind: None,
        text_edits: None,
        tooltip: Some(lsp_types::InlayHintTooltip::String(range_numbers(plan))),
        padding_left: Some(true),
        padding_right: None,
        data: None,
    };
    shown.map(hint).collect()
}

/// The address plan of the clusters in the folder of a document, as Markdown; `None` without clusters.
pub(super) fn address_plan(workspace: &Workspace, asked: &ExecuteCommandParams) -> Option<String> {
    if asked.command != super::ADDRESS_PLAN {
        return None;
    }
    let uri: Uri = serde_json::from_value(asked.arguments.first()?.clone()).ok()?;
    let (path, _): (_, &OpenDocument) = workspace.document(&uri)?;
    let report = workspace.report_of(&path)?;
    (!report.clusters.is_empty()).then(|| plan_markdown(&report.clusters))
}
