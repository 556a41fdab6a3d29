using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Core.Tests;

public class SelectiveScanRefusalTests
{
    [Fact]
    public void WhatDoesNotFit_IsRefused()
    {
        using var scope = NewDisposeScope();
        var (u, a, b) = (randn(2, 5, 4), randn(4, 3), randn(2, 5, 3));
        void Refuses(string message, Func<object> action) =>
            Assert.Equal(message, Assert.Throws<ArgumentException>(action).Message);

        Refuses(
            "Expected shape [B, L, E], got [4, 3]. (Parameter 'u')", () => SelectiveScan.Apply(a, a, a, b, b));
        Refuses(
            "Expected at least one element, got [2, 0, 4]. (Parameter 'u')",
            () => SelectiveScan.Apply(randn(2, 0, 4), u, a, b, b));
        Refuses(
            "Expected Float32 or Float64, got Int64. (Parameter 'u')",
            () => SelectiveScan.Apply(u.to(ScalarType.Int64), u, a, b, b));
        Refuses(
            "Expected shape [B=2, L=5, E=4], got [2, 6, 4]. (Parameter 'delta')",
            () => SelectiveScan.Apply(u, randn(2, 6, 4), a, b, b));
        Refuses(
            "Expected shape [E=4, N], got [5, 3]. (Parameter 'a')",
            () => SelectiveScan.Apply(u, u, randn(5, 3), b, b));
        Refuses(
            "Expected at least one element, got [4, 0]. (Parameter 'a')",
            () => SelectiveScan.Apply(u, u, randn([4, 0]), b, b));
        Refuses(
            "Expected shape [B=2, L=5, N=3], got [2, 5, 2]. (Parameter 'c')",
            () => SelectiveScan.Apply(u, u, a, b, randn(2, 5, 2)));
        Refuses(
            "Expected Float32 on cpu like the input, got Float64 on cpu. (Parameter 'b')",
            () => SelectiveScan.Apply(u, u, a, b.to(ScalarType.Float64), b));
        Refuses(
            "Expected shape [E=4], got [3]. (Parameter 'd')",
            () => SelectiveScan.Apply(u, u, a, b, b, new SelectiveScanTerms { D = ones(3) }));
        Refuses(
            "Expected shape [B=2, L=5, E=4], got [2, 5, 3]. (Parameter 'z')",
            () => SelectiveScan.Apply(u, u, a, b, b, new SelectiveScanTerms { Z = b }));
        Refuses(
            "Expected shape [E=4], got [1]. (Parameter 'deltaBias')",
            () => SelectiveScan.Apply(u, u, a, b, b, new SelectiveScanTerms { DeltaBias = ones(1) }));
        Refuses(
            "Expected shape [B=2, E=4, N=3], got [2, 3, 4]. (Parameter 'state')",
            () => SelectiveScan.Run(u, u, a, b, b, initial: randn(2, 3, 4)));
        Refuses(
            "Expected shape [B, E], got [2, 5, 4]. (Parameter 'u')",
            () => SelectiveScan.Step(u, u, a, b, b, randn(2, 4, 3)));
    }
}
