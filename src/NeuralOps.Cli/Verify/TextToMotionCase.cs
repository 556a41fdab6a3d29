using NeuralOps.Core;
using NeuralOps.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Cli;

/// <summary>Motion from text: the text's vector, motion and length, the longest motion, and the gradients of
/// Σ motion·gout + Σ length·gout.</summary>
internal static class TextToMotionCase
{
    public static void Compute(CaseFolder folder, CaseChecks checks)
    {
        using var scope = NewDisposeScope();
        var configuration = folder.Configuration;
        var options = configuration.Options(new TextToMotionOptions { VocabSize = 4 }) with
        {
            Mamba = StateSpaceCase.MambaOptions(folder),
        };
        using var model = StateSpaceCase.Load(new TextToMotionSsm(options), folder, checks);
        var tokens = checks.Input("in:tokens");
        long[] shape = [configuration.Get<long>("batch"), options.MaxTextLength];
        Shape.Require(tokens, "batch max_text_length", shape, "in:tokens");
        using var output = model.forward(tokens, configuration.Get<int>("motion_length"));
        checks.Compare("out:motion", output.Motion);
        checks.Compare("out:length", output.Length);
        var loss = (output.Motion * checks.Input("gout:motion")).sum();
        (loss + (output.Length * checks.Input("gout:length")).sum()).backward();
        UnetCase.CompareGradients(checks, "", model);
        using var quiet = no_grad();
        using var text = model.Encode(tokens);
        using var longest = model.call(tokens);
        checks.Compare("out:text_embedding", text.Embedding);
        checks.Compare("out:motion_full_length", longest.Motion);
    }
}
