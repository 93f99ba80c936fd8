namespace RankElastor.Report.Drawing;

/// <summary>Explanations of each section, for readers who are new to its subject.</summary>
static class Explanations
{
    public const string Results =
        "AUC is the chance that a random clicked row gets a higher score than a random row without click: 0.5 "
        + "is guessing, 1 is perfect. Logloss is the price of the predicted probabilities: lower is better. The "
        + "weights kept are those that did best on the validation rows; the test rows were looked at once.";

    public const string Metrics =
        "An epoch is one pass over the training rows. After it the model is tried on validation rows that it "
        + "does not learn from. While training loss falls and validation logloss rises, the model learns its "
        + "training rows by heart; the weights kept are the ringed ones. A reliability diagram shows how often test "
        + "rows with similar predictions were clicked: on the dashed line the predictions are calibrated.";

    public const string Rank =
        "Inside the model a row of data is a matrix: one line of numbers for each field, token or map. Its rank says "
        + "how many independent directions that matrix really uses. If all lines say the same, it is close to 1; if "
        + "each says something of its own, it is close to their number. A site is a place in the model where we "
        + "look; sites are drawn in the order in which a row passes them. The dashed marks show a matrix of "
        + "random numbers of the same shape: what one gets without any structure. More rank is not better in "
        + "itself: read it together with the validation logloss below each chart.";

    public const string Dynamics =
        "The same measure after each epoch, epoch 0 being the initial weights, with the validation logloss of "
        + "the same weights on the same axis of epochs. A rank that collapses while the loss stops falling is "
        + "worth a look; a rank that moves while the loss does not is not an improvement.";

    public const string Shifts =
        "Each module (a mixing, a norm, a network per token) takes a matrix and gives back another. For the "
        + "same rows we compare the rank before and after: the hills show how rows are spread, the arrow goes "
        + "from the mean before to the mean after. A module expands when the whole 95 % interval of the mean "
        + "change over rows lies above zero, and contracts when it lies below. The height of the hills is the "
        + "density of rows, scaled to the highest of each strip.";

    public const string ShiftTable =
        "Change is mean(after − before) / mean(before) over the same rows. Where the shape changes, the "
        + "largest possible rank changes too: read the ratio instead, which divides by the mean of Gaussian "
        + "matrices of the same shape: a matrix without structure.";

    public const string Scales =
        "The same numbers, set against something. Above 1 a module expands, below 1 it contracts; relative to "
        + "the first site, all modules so far are taken together; beside a matrix without structure, 1 is what a "
        + "random matrix of that shape has.";

    public const string Steps =
        "The same measure in the forward pass of training steps, dropout included, on evenly spaced rows of "
        + "the step's own batch. The losses below are those of the same steps.";

    public const string Health =
        "What the alarms look at. A field's table holds one vector per id: if the vectors lie in few "
        + "directions, the field can say little, however many numbers it has. A gate or activation has units: a "
        + "unit that never moves is lost. Attention weights fail at both ends. Where a measure needs more "
        + "numbers than there are, it is refused, with the reason.";

    public const string Costs =
        "Where the wall time went, what the program warned of, and what is needed to run it again: machine, "
        + "versions, switches, options.";
}
