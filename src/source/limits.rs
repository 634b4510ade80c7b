//! Limits on inputs.

/// Limits on what is read. A larger input is a finding (`input-limit`), never a crash.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Largest text file, in bytes. The largest values.yaml among public packs has 288,927.
    pub file_bytes: u64,
    /// Largest JSON file that is no pack's, in bytes: Terraform plans are large.
    pub json_bytes: u64,
    /// Deepest nesting of collections in a YAML or JSON text.
    pub depth: usize,
    /// Most nodes (scalars and collections) in a YAML or JSON text.
    pub nodes: usize,
    /// Most values that merge keys (`<<`) bring into the mappings of a text: they multiply. The largest
    /// public values have some hundreds.
    pub merged: usize,
    /// Longest mapping key, in characters: YAML's own limit for keys without `?`.
    pub key_characters: usize,
    /// Most charts and manifests of one pack that are read. Public packs list up to 8.
    pub pack_files: u64,
    /// Most entries of a schema.yaml that are read: each may have a regex of up to a MiB. Public
    /// packs have up to 9.
    pub(crate) constraints: u64,
    /// Most bytes that a chart's archive may unpack to: Helm's own limit.
    pub archive_bytes: u64,
    /// Largest file in a chart's archive, in bytes: Helm's own limit.
    pub archive_file_bytes: u64,
    /// Most entries of a chart's archive. The largest public charts have a few hundred.
    pub archive_entries: u64,
    /// Longest path in a chart's archive, in bytes.
    pub archive_path_bytes: u64,
    /// How many times its own size an archive may unpack to, once that is more than
    /// [`Limits::archive_ratio_from`]. Charts unpack to 5 to 20 times their size.
    pub archive_ratio: u64,
    /// Unpacked bytes from which the ratio counts.
    pub archive_ratio_from: u64,
    /// Most bytes of templates and other texts that are kept of one chart. The largest public charts
    /// have 5 MiB.
    pub chart_bytes: u64,
    /// Deepest nesting of charts within charts.
    pub chart_depth: usize,
    /// Most bytes within the braces of the templates of one pack's charts. Large charts have 500 KiB.
    pub template_bytes: u64,
    /// Longest chain of `else if` in a template. The longest public one has some thirty.
    pub template_chain: usize,
    /// Deepest nesting of templates that include each other, blocks and brackets together.
    pub template_depth: usize,
    /// Most steps to follow the templates of one pack's charts.
    pub template_steps: u64,
    /// Largest ignore file, in bytes.
    pub ignore_bytes: u64,
    /// Most patterns of one ignore file, or of one `exclude`. Large repositories have some hundreds.
    pub patterns: u64,
    /// Most bytes of these patterns together.
    pub patterns_bytes: u64,
    /// Most patterns of all ignore files of one run. Large repositories have some thousands.
    pub run_patterns: u64,
    /// Longest pattern, in bytes.
    pub pattern_bytes: u64,
    /// Deepest nesting of braces in a pattern.
    pub pattern_braces: u64,
    /// Most findings of one rule that are listed for one file; the others are counted.
    pub findings: usize,
    /// Most findings that are listed in one run; the others are counted.
    pub run_findings: usize,
    /// Most skipped checks that are listed for one file.
    pub unresolved: usize,
    /// Most checks that could not be made which are listed in one run.
    pub run_unresolved: usize,
    /// Most bytes of one text once its macros are replaced.
    pub macro_text_bytes: u64,
    /// Most bytes of the texts of one file once their macros are replaced.
    pub macro_bytes: u64,
    /// Most macros that are replaced in one text, those within their values included.
    pub text_macros: u64,
    /// Most macros that are replaced in one file.
    pub macros: u64,
    /// Most bytes of text that aliases of one file repeat.
    pub repeated_bytes: u64,
    /// Most items of the lists and mappings that make the clusters of one file.
    pub items: u64,
    /// Most clusters and profiles of one file, or of one Terraform module.
    pub clusters: u64,
    /// Most node pools of one file. AKS allows 100 in a cluster.
    pub pools: u64,
    /// Most bytes of the compiled regular expressions of one file, as estimated before.
    pub regex_bytes: u64,
    /// Most placeholders of one format in a schema.yaml.
    pub format_placeholders: u64,
    /// Most placeholders of the formats in a schema.yaml.
    pub placeholders: u64,
    /// Most steps of regular expressions over the values of one file.
    pub match_steps: u64,
    /// Most steps along the paths of presets and constraints.
    pub path_steps: u64,
    /// Most bytes of YAML within texts that a file repeats, as clusters with the same profile do.
    pub embedded_bytes: u64,
    /// Most values of Palette's resources in a Terraform plan. Large plans have some ten thousand.
    pub plan_values: u64,
    /// Most words and marks in the files of a Terraform module and of those that it calls. The largest
    /// public modules have some 80,000.
    pub module_tokens: u64,
    /// Most comparisons of keys that parsing a Terraform module takes: its parser compares each key of
    /// an object with all the others. An object of 5,000 keys takes as many.
    pub module_key_steps: u64,
    /// Most values that a Terraform module may come to: locals that name each other several times
    /// multiply. Large modules come to some thousands.
    pub module_values: u64,
    /// Most bytes of text that a Terraform module may come to.
    pub module_bytes: u64,
}

/// The limits in force.
pub const LIMITS: Limits = Limits {
    file_bytes: 64 * 1024 * 1024,
    json_bytes: 512 * 1024 * 1024,
    depth: 255,
    nodes: 2_000_000,
    merged: 200_000,
    key_characters: 1024,
    pack_files: 256,
    constraints: 500,
    archive_bytes: 100 * 1024 * 1024,
    archive_file_bytes: 5 * 1024 * 1024,
    archive_entries: 20_000,
    archive_path_bytes: 4096,
    archive_ratio: 200,
    archive_ratio_from: 1024 * 1024,
    chart_bytes: 16 * 1024 * 1024,
    chart_depth: 8,
    template_bytes: 4 * 1024 * 1024,
    template_chain: 200,
    template_depth: 200,
    template_steps: 5_000_000,
    ignore_bytes: 1024 * 1024,
    patterns: 2_000,
    patterns_bytes: 128 * 1024,
    run_patterns: 30_000,
    pattern_bytes: 1024,
    pattern_braces: 8,
    findings: 1_000,
    run_findings: 10_000,
    unresolved: 1_000,
    run_unresolved: 10_000,
    macro_text_bytes: 1024 * 1024,
    macro_bytes: 8 * 1024 * 1024,
    text_macros: 20_000,
    macros: 500_000,
    repeated_bytes: 4 * 1024 * 1024,
    items: 200_000,
    clusters: 2_000,
    pools: 10_000,
    regex_bytes: 8 * 1024 * 1024,
    format_placeholders: 100,
    placeholders: 5_000,
    match_steps: 200_000_000,
    path_steps: 5_000_000,
    embedded_bytes: 32 * 1024 * 1024,
    plan_values: 300_000,
    module_tokens: 500_000,
    module_key_steps: 25_000_000,
    module_values: 200_000,
    module_bytes: 16 * 1024 * 1024,
};
