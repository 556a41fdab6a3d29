using System.Text.Json.Serialization;

namespace NeuralOps.Models;

/// <summary>How a grid's resolution is halved.</summary>
public enum Downsampling
{
    /// <summary>A 3×3 convolution with stride 2; an odd length is rounded up.</summary>
    Stride,

    /// <summary>The mean of 2×2 cells, then a 3×3 convolution; an odd length is rounded down.</summary>
    [JsonStringEnumMemberName("avgpool")]
    AvgPool,

    /// <summary>The maximum of 2×2 cells, then a 3×3 convolution; an odd length is rounded down.</summary>
    [JsonStringEnumMemberName("maxpool")]
    MaxPool,
}
