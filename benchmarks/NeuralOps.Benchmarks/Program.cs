using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using NeuralOps.Benchmarks;
using NeuralOps.Core;

ThreadSettings.Apply();
if (args is not ["micro", .. var rest])
{
    return GateRunner.Run(args);
}

// In this process: another one would be built without the native libraries beside it.
var config = DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
BenchmarkSwitcher.FromAssembly(typeof(GateRunner).Assembly).Run(rest.Length == 0 ? ["--filter", "*"] : rest, config);
return 0;
