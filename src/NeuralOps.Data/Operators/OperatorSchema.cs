namespace NeuralOps.Data;

/// <summary>The names of an operator dataset's HDF5 file.</summary>
internal static class OperatorSchema
{
    public const string Version = "1.0";
    public const string Fields = "inputs/fields";
    public const string Parameters = "parameters/params";
    public const string Trajectories = "targets/trajectories";
    public const string FeatureRoot = "features";
    public const string Features = "features";
    public const string InitialKinds = "metadata/ic_types";
    public const string Policies = "metadata/evolution_policies";
    public const string GridSizes = "metadata/grid_sizes";
    public const string NoiseRegimes = "metadata/noise_regimes";

    public const string VersionAttribute = "version";
    public const string DomainAttribute = "domain";
    public const string SpaceAttribute = "parameter_space";
    public const string SeedAttribute = "seed";
    public const string ChannelsAttribute = "channels";
    public const string IncludesInitialAttribute = "includes_initial";
    public const string RegistryAttribute = "feature_registry";
    public const string CountAttribute = "num_features";
}
