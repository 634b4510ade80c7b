use crate::model::{Cluster, Located, ProfileVariable, Scope, VariableDefect};
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports a value or default of a profile variable that violates the variable's format or regular
    /// expression, and a required variable without a value.
    ///
    /// Sensitive variables are skipped, because an export shows asterisks instead of their values.
    ///
    /// ## Why it is bad
    /// Palette rejects the profile or the cluster.
    ///
    /// ## Example
    /// ```json profile.json
    /// {
    ///   "metadata": {"name": "demo"},
    ///   "spec": {
    ///     "template": {"type": "add-on", "cloudType": "all", "packs": []},
    ///     "variables": [
    ///       {"name": "pod_cidr", "format": "ipv4cidr", "defaultValue": "10.244.0.0"}
    ///     ]
    ///   }
    /// }
    /// ```
    ///
    /// ## Use instead
    /// ```json profile.json
    /// {
    ///   "metadata": {"name": "demo"},
    ///   "spec": {
    ///     "template": {"type": "add-on", "cloudType": "all", "packs": []},
    ///     "variables": [
    ///       {"name": "pod_cidr", "format": "ipv4cidr", "defaultValue": "10.244.0.0/16"}
    ///     ]
    ///   }
    /// }
    /// ```
    ///
    /// ## Source
    /// Palette documentation, *Create Cluster Profile Variables*; Palette SDK, `v1VariableFormat`.
    id: "profile-variable-value",
    severity: Error,
    summary: "profile variable whose value violates its format or regex, or is missing",
    check: Cluster(check),
}

fn check(cluster: &Cluster, out: &mut Sink) {
    let variables = cluster
        .profiles
        .iter()
        .flat_map(|profile| &profile.variables);
    for variable in variables {
        for (value, what) in [(&variable.value, "value"), (&variable.default, "default")] {
            if let Some(value) = value {
                check_value(variable, value, what, out);
            }
        }
        let is_required = (variable.required.as_ref()).is_some_and(|required| required.is(&true));
        let is_absent = variable.value.is_none() && variable.default.is_none();
        // A profile without a cluster leaves the value to the cluster.
        if is_required && is_absent && cluster.scope == Scope::Whole {
            let name = variable.name.known().map_or("", String::as_str);
            let message = format!("profile variable '{name}' is required but has no value");
            out.report(variable.name.place, message)
                .label("no default, and no value in the cluster")
                .help("set a value in the cluster, or a default in the profile");
        }
    }
}

fn check_value(variable: &ProfileVariable, value: &Located<String>, what: &str, out: &mut Sink) {
    let Some(text) = out.need(value) else { return };
    let Some(defect) = variable.defect(text) else {
        return;
    };
    let name = variable.name.known().map_or("", String::as_str);
    let (wrong, label, written) = match defect {
        VariableDefect::Format(expected) => (
            format!("is not {expected}"),
            "wrong format".to_owned(),
            &variable.format,
        ),
        VariableDefect::Regex(pattern) => (
            format!("does not match {pattern}"),
            "no match".to_owned(),
            &variable.regex,
        ),
        VariableDefect::Option(options) => {
            let values: Vec<_> = options.iter().map(|option| option.value.as_str()).collect();
            let wrong = format!("is not one of its options ({})", values.join(", "));
            (wrong, "not an option".to_owned(), &None)
        }
    };
    let message = format!("{what} '{text}' of profile variable '{name}' {wrong}");
    let finding = out.report(value.place, message).label(label).help(format!(
        "correct the {what}, or the format or regex of the variable"
    ));
    if let Some(written) = written {
        finding.related(written.place, "required by the variable");
    }
}
