using System.Text.Json.Nodes;
using NeuralOps.Core;
using NeuralOps.Data;
using NeuralOps.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Cli;

/// <summary>
/// The random convolutional operator: forward, intermediates and the gradients of Σ y·gout, trajectories of each
/// policy, and the mapping of the unit cube to parameters.
/// </summary>
internal static class RandomOperatorCase
{
    public static void Compute(CaseFolder folder, CaseChecks checks)
    {
        using var scope = NewDisposeScope();
        var configuration = folder.Configuration;
        var options = configuration.Options(new RandomOperatorOptions());
        _ = configuration.Optional("grad_params", Array.Empty<string>());
        using var network = Load(folder, options, checks.Dtype);
        using var x = checks.Input("in:x").requires_grad_();
        long[] shape = [configuration.Get<long>("batch"), options.InputChannels];
        Shape.Require(
            x,
            "batch input_channels height width",
            [.. shape, configuration.Get<long>("height"), configuration.Get<long>("width")],
            "in:x");
        using var trace = network.Trace(x);
        checks.Compare("out:y", trace.Output);
        checks.Compare("mid:early", trace.Early);
        checks.Compare("mid:pre_output", trace.Features);
        if (folder.Arrays.Contains("gout"))
        {
            (trace.Output * checks.Input("gout")).sum().backward();
            CompareGradients(checks, network);
            checks.Compare("grad:in:x", x.grad!);
        }

        CompareTrajectories(folder, options, x, checks);
        CompareMapping(folder, checks);
    }

    private static RandomOperator Load(CaseFolder folder, RandomOperatorOptions options, ScalarType dtype)
    {
        if (folder.Mode != "eval")
        {
            throw new InvalidDataException($"{folder.Path}: expected mode 'eval', found '{folder.Mode}'.");
        }

        var network = new RandomOperator(options, new RandomStream(0, "unused"));
        Weights.Load(network, folder.WeightsPath);
        network.to(dtype);
        return network;
    }

    private static void CompareGradients(CaseChecks checks, RandomOperator network)
    {
        foreach ((string name, var parameter) in network.named_parameters())
        {
            checks.Compare($"grad:{name}", parameter.grad!);
        }
    }

    private static void CompareTrajectories(
        CaseFolder folder, RandomOperatorOptions options, Tensor x, CaseChecks checks)
    {
        int steps = folder.Configuration.Optional("policy_steps", 0);
        if (!checks.ExpectsAny("out:trajectory_"))
        {
            return;
        }

        using var quiet = no_grad();
        foreach (var policy in Enum.GetValues<UpdatePolicy>())
        {
            using var scope = NewDisposeScope();
            using var network = Load(folder, options with { UpdatePolicy = policy }, checks.Dtype);
            List<Tensor> states = [x];
            for (int t = 0; t < steps; t++)
            {
                states.Add(network.Step(states[t], t));
            }

            checks.Compare($"out:trajectory_{policy}".ToLowerInvariant(), stack(states, 1));
        }
    }

    private static void CompareMapping(CaseFolder folder, CaseChecks checks)
    {
        var configuration = folder.Configuration;
        var points = configuration.Optional("unit_parameters", Array.Empty<double[]>());
        var space = configuration.Optional("parameter_space", new JsonObject());
        if (points.Length == 0)
        {
            return;
        }

        using var scope = NewDisposeScope();
        var stored = folder.Arrays.Read("in:unit_parameters").ToTensor(); // in its own precision
        foreach (var (index, dimension) in Dimensions(folder, space).Index())
        {
            var rows = Enumerable.Range(0, (int)stored.size(0));
            double[] mapped = [.. rows.Select(row => dimension.Map(stored[row, index].ToDouble()))];
            checks.Compare($"out:mapped_{dimension.Name}", tensor(mapped));
        }
    }

    private static IEnumerable<ParameterDimension> Dimensions(CaseFolder folder, JsonObject space)
    {
        foreach ((string name, var value) in space)
        {
            var keys = value!.DeepClone().AsObject();
            keys.Add("name", name);
            yield return OptionsJson.Deserialize<ParameterDimension>(
                keys.ToJsonString(), $"{folder.Path}, parameter_space.{name}");
        }
    }
}
