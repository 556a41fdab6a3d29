using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Cli;

/// <summary>
/// The selective scan with direct path and gate: outputs, last states, the gradients of Σ y·gout, and the outputs of
/// the recurrence alone. The arrays of the case have channels and states before time.
/// </summary>
internal static class SelectiveScanCase
{
    private static readonly string[] Inputs = ["u", "delta", "A", "B", "C", "D", "z", "delta_bias"];

    public static void Compute(CaseFolder folder, CaseChecks checks)
    {
        var configuration = folder.Configuration;
        long batch = configuration.Get<long>("batch"), length = configuration.Get<long>("length");
        long channels = configuration.Get<long>("channels"), states = configuration.Get<long>("d_state");
        bool softplus = configuration.Optional("delta_softplus", true); // without it the bias takes no part
        var leaves = Inputs.ToDictionary(name => name, name => checks.Input($"in:{name}").requires_grad_());
        Shape.Require(leaves["u"], "batch channels length", [batch, channels, length], "in:u");
        Shape.Require(leaves["A"], "channels d_state", [channels, states], "in:A");

        Tensor Sequence(string name) => leaves[name].transpose(1, 2);
        (Tensor Y, Tensor LastState) Run(SelectiveScanTerms terms) => SelectiveScan.Run(
            Sequence("u"), Sequence("delta"), leaves["A"], Sequence("B"), Sequence("C"), terms);
        var ungated = new SelectiveScanTerms
        {
            D = leaves["D"],
            DeltaBias = softplus ? leaves["delta_bias"] : null,
            Softplus = softplus,
        };
        var (y, last) = Run(ungated with { Z = Sequence("z") });
        (y.transpose(1, 2) * checks.Input("gout")).sum().backward();

        checks.Compare("out:y", y.transpose(1, 2));
        checks.Compare("out:last_state", last);
        foreach (var (name, leaf) in leaves.Where(entry => entry.Value.grad is not null))
        {
            checks.Compare($"grad:in:{name}", leaf.grad!);
        }

        using var quiet = no_grad();
        checks.Compare("out:scan", Run(ungated).Y.transpose(1, 2));
        checks.Compare("plain/out:y", Run(new SelectiveScanTerms { Softplus = softplus }).Y.transpose(1, 2));
    }
}
