namespace NeuralOps.Cli;

/// <summary>Computes a case: reads configuration and inputs, and compares every array it can compute.</summary>
/// <param name="folder">The case.</param>
/// <param name="checks">One run at one precision.</param>
internal delegate void CaseComputation(CaseFolder folder, CaseChecks checks);

/// <summary>The one place where the model named by a case selects its computation.</summary>
internal static class CaseComputations
{
    private static readonly Dictionary<string, CaseComputation> All = new()
    {
        ["FluidNet UNet"] = UnetCase.Compute,
        ["FluidNet UNet + rollout loss"] = FluidRolloutCase.Compute,
        ["loss functions"] = FluidLossCase.Compute,
        ["stencils"] = StencilCase.Compute,
        ["FNO spectral layer"] = SpectralCase.Compute,
        ["U-AFNO"] = UAfnoCase.Compute,
        ["NOA backbone"] = NoaCase.Compute,
        ["vector quantiser"] = VectorQuantizerCase.Compute,
        ["categorical VQ-VAE"] = CategoricalVqCase.Compute,
        ["SimpleCNN operator"] = RandomOperatorCase.Compute,
        ["initial condition generator"] = InitialConditionCase.Compute,
        ["selective scan"] = SelectiveScanCase.Compute,
        ["Mamba layer"] = StateSpaceCase.Mamba,
        ["S4 layer"] = StateSpaceCase.S4,
        ["MotionSSM"] = StateSpaceCase.Motion,
        ["TemporalConsistencySSM"] = StateSpaceCase.TemporalConsistency,
        ["motion projector"] = StateSpaceCase.Projector,
        ["PhysicsSSM"] = PhysicsSsmCase.Compute,
        ["TextToMotionSSM"] = TextToMotionCase.Compute,
        ["PhysicsSSM system"] = PhysicsTrainingCase.Compute,
        ["physics state"] = PhysicsStateCase.Compute,
        ["motion representation"] = MotionRepresentationCase.Compute,
        ["optimisers"] = OptimizerCase.Compute,
        ["checkpoint files"] = CheckpointCase.Compute,
    };

    /// <summary>The names that cases may use.</summary>
    public static IEnumerable<string> Models => All.Keys;

    /// <summary>The computation of a model, or null for an unknown name.</summary>
    public static CaseComputation? Find(string model) => All.GetValueOrDefault(model);
}
