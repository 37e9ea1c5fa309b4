"""What holds of every statistic, whoever the patients are: order, pooling over centres, and mirrored patients."""
