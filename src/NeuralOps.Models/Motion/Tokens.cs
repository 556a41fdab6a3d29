using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Models;

/// <summary>Checks tokens at the public border.</summary>
internal static class Tokens
{
    /// <summary>Checks that tokens are int64 [B, S] with S from 1, each in the vocabulary.</summary>
    public static void Require(Tensor tokens, long vocabulary)
    {
        Shape.Require(tokens, "B S", [Shape.Any, Shape.Any]);
        if (tokens.dtype != ScalarType.Int64)
        {
            throw new ArgumentException($"Expected tokens of dtype Int64, got {tokens.dtype}.", nameof(tokens));
        }

        if (tokens.numel() == 0)
        {
            throw new ArgumentException(
                $"Expected at least one token, got shape {Shape.Format(tokens.shape)}.", nameof(tokens));
        }

        (long low, long high) = (tokens.min().item<long>(), tokens.max().item<long>());
        if (low < 0 || high >= vocabulary)
        {
            throw new ArgumentException(
                $"Expected tokens in [0, {vocabulary}), got {(low < 0 ? low : high)}.", nameof(tokens));
        }
    }
}
