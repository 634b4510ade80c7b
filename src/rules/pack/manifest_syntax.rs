rule! {
    /// ## What it does
    /// Reports a file under `kubeManifests` of pack.json that is not YAML. Macros in double braces are
    /// left out of account: Palette replaces them before it applies the manifest.
    ///
    /// ## Why it is bad
    /// The manifest cannot be applied, and the deployment of the pack fails.
    ///
    /// ## Use instead
    /// Correct the manifest. `kubectl apply --dry-run=client -f FILE` reads it the same way, once its
    /// macros are replaced.
    ///
    /// ## Source
    /// YAML 1.2.2; Palette documentation, *Add custom packs*: manifests are templated with the values
    /// under `manifests.<manifest>`.
    id: "manifest-syntax",
    severity: Error,
    reads: [Manifests],
    summary: "a manifest is not YAML",
    problem: Manifest { path, listed, reason } => "the manifest {path} is not YAML: {reason}",
    label: "here",
    related: listed => "listed here",
    help: "the rest of this manifest was not checked",
}
