namespace NeuralOperatorAgent;

/// <summary>Which loss leads.</summary>
internal enum LossMode
{
    /// <summary>The trajectory's error; tokens regularise.</summary>
    MseLed,

    /// <summary>The reconstruction of the features from tokens; the trajectory's error regularises.</summary>
    VqLed,
}
