namespace NeuralOps.Models;

/// <summary>Where the embedding of an operator's parameters enters a <see cref="UAfno"/>.</summary>
public enum ConditioningMode
{
    /// <summary>As channels beside the state, constant over the grid.</summary>
    Concat,

    /// <summary>As a scale and a shift of each channel after every level of encoder and decoder (Perez et al. 2018,
    /// arXiv:1709.07871).</summary>
    Film,

    /// <summary>Both ways.</summary>
    Both,
}
