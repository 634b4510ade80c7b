rule! {
    /// ## What it does
    /// Reports a chart whose values.schema.json, or that of a chart within it, refers to an address on the
    /// network. References within the schema, by its own `$id`, and those to the dialects of JSON Schema
    /// are not reported.
    ///
    /// ## Why it is bad
    /// Helm downloads the schema at each installation: without a connection, as in an air-gapped cluster,
    /// the installation fails. packlint downloads nothing, so that values are not checked against such a
    /// schema.
    ///
    /// ## Use instead
    /// Take what the address has into the schema, under `definitions`, and pack the chart again.
    ///
    /// ## Source
    /// Helm documentation, *Charts*: schema files.
    id: "chart-schema-remote",
    severity: Warning,
    reads: [Charts, ChartSchemas, ChartTemplates],
    summary: "schema of a chart that refers to the network",
    problem: RemoteSchema { chart, address } => "the schema of chart {chart} refers to {address}, which Helm downloads",
    label: "the archive contains this schema",
    help: "put the definitions into the schema itself: without a connection Helm cannot install the chart",
}
