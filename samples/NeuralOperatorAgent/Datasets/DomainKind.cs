namespace NeuralOperatorAgent;

/// <summary>A family of operators that a dataset is made of.</summary>
internal enum DomainKind
{
    /// <summary>Random convolutional networks, each applied again and again.</summary>
    RandomConvolution,

    /// <summary>The Gray–Scott reaction and diffusion of two substances.</summary>
    GrayScott,
}
