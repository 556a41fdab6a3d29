namespace NeuralOps.Models;

/// <summary>What features are centred on and divided by.</summary>
public enum FeatureScaling
{
    /// <summary>Mean and population standard deviation of the training set.</summary>
    MeanStd,

    /// <summary>Median and 1.4826 × the median absolute deviation of the training set.</summary>
    MedianMad,

    /// <summary>Mean and unbiased standard deviation of each batch, of nothing where it has one row: what the public
    /// system trains its operator with. A feature then depends on its neighbours in the batch; rows of steps count as
    /// rows.</summary>
    BatchStatistics,
}
