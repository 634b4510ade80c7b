//! The forms of inputs, and what people call them.

/// A form of input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// What will be deployed, in AKS's own field names.
    Cluster,
    /// The values of a pack.
    Values,
    /// A cluster profile as Palette exports it.
    Profile,
    /// A Terraform plan or state as JSON.
    TerraformPlan,
    /// Terraform's own files.
    Terraform,
    /// The API's request that creates an AKS cluster.
    Payload,
    /// A cluster or node pools of AKS as Azure's command line prints them.
    AksObject,
    /// A template of Azure Resource Manager.
    ArmTemplate,
    /// Objects of Cluster API or Azure Service Operator.
    ClusterApi,
}

impl Form {
    /// All forms, by the names that `--input-format` takes.
    pub(crate) const ALL: [(&'static str, Form); 9] = [
        ("cluster", Form::Cluster),
        ("values", Form::Values),
        ("profile", Form::Profile),
        ("terraform-plan", Form::TerraformPlan),
        ("terraform", Form::Terraform),
        ("payload", Form::Payload),
        ("aks", Form::AksObject),
        ("arm-template", Form::ArmTemplate),
        ("cluster-api", Form::ClusterApi),
    ];

    /// Whether it is written in JSON.
    pub(crate) fn is_json(self) -> bool {
        !matches!(
            self,
            Form::Cluster | Form::Values | Form::Terraform | Form::ClusterApi
        )
    }

    /// Whether a text of the form that does not parse may say of parts of itself that they are secret.
    pub(crate) fn may_mark_secrets(self, text: &str) -> bool {
        match self {
            Form::TerraformPlan => true,
            Form::Profile => text.contains("ariables"),
            _ => false,
        }
    }

    /// With its article, for messages.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Form::Cluster => "a cluster file",
            Form::Values => "a values file",
            Form::Profile => "an exported profile",
            Form::TerraformPlan => "a Terraform plan or state in JSON",
            Form::Terraform => "a Terraform file",
            Form::Payload => "a request that creates an AKS cluster",
            Form::AksObject => "the output of `az aks show`",
            Form::ArmTemplate => "an ARM template",
            Form::ClusterApi => "a file of Cluster API",
        }
    }

    /// What a file of the form has, for one that has not.
    pub(crate) fn expectation(self) -> &'static str {
        match self {
            Form::Cluster => {
                "expected a list nodePools, or cluster beside network, vnet, packs, from or profile"
            }
            Form::Values => {
                "expected a mapping with pack, charts, manifests, managedControlPlane, \
                 managedMachinePool or networkPolicy"
            }
            Form::Profile => {
                "expected an object with metadata and spec, and in spec.template a list packs"
            }
            Form::TerraformPlan => {
                "expected the output of `terraform show -json`: an object with format_version, and \
                 planned_values (a plan) or values (a state)"
            }
            Form::Terraform => {
                "expected HCL: blocks like resource \"spectrocloud_cluster_aks\" \"name\""
            }
            Form::AksObject => {
                "expected the output of `az aks show` or `az aks nodepool list`: an object with \
                 agentPoolProfiles, or a list of node pools"
            }
            Form::ClusterApi => {
                "expected an object AzureManagedControlPlane, or ManagedCluster of \
                 containerservice.azure.com"
            }
            Form::ArmTemplate => "expected an object with $schema and resources",
            Form::Payload => {
                "expected an object with spec, and in it cloudConfig and a list machinepoolconfig"
            }
        }
    }
}
